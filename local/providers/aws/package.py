"""The aws package: its tables put together."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from local.providers.autoscaling.group import AUTOSCALING
from local.providers.aws.compute import COMPUTE
from local.providers.aws.connection import DEFAULT_REGION, Aws
from local.providers.aws.data import DATA
from local.providers.aws.databases import DATABASES
from local.providers.aws.dynamodb import DYNAMODB
from local.providers.aws.event_destinations import EVENT_DESTINATIONS
from local.providers.aws.event_rules import EVENT_RULES
from local.providers.aws.iam_policies import IAM_POLICIES
from local.providers.aws.iam_roles import IAM_ROLES
from local.providers.aws.kms import KMS
from local.providers.aws.kms_replicas import KMS_REPLICAS
from local.providers.aws.lambda_callers import LAMBDA_CALLERS
from local.providers.aws.lambda_functions import LAMBDA_FUNCTIONS
from local.providers.aws.logs import LOGS
from local.providers.aws.lookups import FUNCTIONS
from local.providers.aws.monitoring import MONITORING
from local.providers.aws.network import NETWORK
from local.providers.aws.recorded import any_type
from local.providers.aws.s3_buckets import S3_BUCKETS
from local.providers.aws.s3_replication import S3_REPLICATION
from local.providers.aws.s3_settings import S3_SETTINGS
from local.providers.aws.scheduler import SCHEDULER
from local.providers.aws.secret_versions import SECRET_VERSIONS
from local.providers.aws.secrets_manager import SECRETS
from local.providers.aws.sns import SNS
from local.providers.aws.sqs import SQS
from local.providers.aws.ssm import SSM
from local.providers.resource import Failure, Package

if TYPE_CHECKING:
    from local.providers.values import Properties


def connect(settings: Properties) -> Aws:
    """The region and default tags are the program's; the endpoint is the local cloud's, whatever the program says."""
    region = settings.get("region") or os.environ.get("AWS_REGION") or DEFAULT_REGION
    tags = (settings.get("defaultTags") or {}).get("tags") or {}
    return Aws(endpoint=os.environ.get("AWS_ENDPOINT_URL"), region=region, default_tags=tags)


def explain(problem: Exception) -> Failure | None:
    """Words for what boto3 raises. A service that answered has refused; one that did not may have done it."""
    from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError

    if isinstance(problem, ClientError):
        error = problem.response.get("Error", {})
        code, message = error.get("Code", "?"), error.get("Message", "")
        return Failure(message=f"{problem.operation_name}: {code}: {message}", definite=True)
    if isinstance(problem, ParamValidationError):  # its message repeats the parameter's value
        return Failure(message="the request is not valid for the service's own model", definite=True)
    if isinstance(problem, BotoCoreError):
        return Failure(message=f"the AWS endpoint does not answer: {type(problem).__name__}", definite=False)
    return None


_TABLES: Final = (
    *(COMPUTE, DATA, DATABASES, DYNAMODB, EVENT_DESTINATIONS, EVENT_RULES, IAM_POLICIES, IAM_ROLES, KMS, KMS_REPLICAS),
    *(
        LAMBDA_CALLERS,
        LAMBDA_FUNCTIONS,
        LOGS,
        MONITORING,
        NETWORK,
        S3_BUCKETS,
        S3_REPLICATION,
        S3_SETTINGS,
        SCHEDULER,
        SECRETS,
        SECRET_VERSIONS,
        SNS,
        SQS,
    ),
    *(SSM, AUTOSCALING),  # the last one wins: groups of Vault nodes are started, all others recorded
)

PACKAGE: Final = Package(
    name="aws",
    connect=connect,
    types={token: row for rows in _TABLES for token, row in rows.items()},
    functions=FUNCTIONS,
    otherwise=any_type,
    explain=explain,
)
