"""The aws package: its tables put together."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from local.providers.aws.compute import COMPUTE
from local.providers.aws.connection import DEFAULT_REGION, Aws
from local.providers.aws.data import DATA
from local.providers.aws.dynamodb import DYNAMODB
from local.providers.aws.events import EVENTS
from local.providers.aws.iam import IAM
from local.providers.aws.kms import KMS
from local.providers.aws.lambda_service import LAMBDA
from local.providers.aws.logs import LOGS
from local.providers.aws.lookups import FUNCTIONS
from local.providers.aws.messaging import MESSAGING
from local.providers.aws.monitoring import MONITORING
from local.providers.aws.network import NETWORK
from local.providers.aws.recorded import any_type
from local.providers.aws.s3 import S3
from local.providers.aws.secretsmanager import SECRETS_MANAGER
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
    *(COMPUTE, DATA, DYNAMODB, EVENTS, IAM, KMS, LAMBDA, LOGS, MESSAGING, MONITORING, NETWORK, S3, SECRETS_MANAGER),
    SSM,
)

PACKAGE: Final = Package(
    name="aws",
    connect=connect,
    types={token: row for rows in _TABLES for token, row in rows.items()},
    functions=FUNCTIONS,
    otherwise=any_type,
    explain=explain,
)
