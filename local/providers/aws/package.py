"""The aws package: its tables put together."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from local.providers.aws.connection import DEFAULT_REGION, Aws
from local.providers.aws.kms import KMS
from local.providers.aws.secretsmanager import SECRETS_MANAGER
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


PACKAGE: Final = Package(
    name="aws",
    connect=connect,
    types={**KMS, **SECRETS_MANAGER},
    explain=explain,
)
