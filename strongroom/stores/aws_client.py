"""boto3 clients as the command uses them: short deadlines, standard retries, the region from either variable."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from botocore.client import BaseClient
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_logs import CloudWatchLogsClient
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sts import STSClient

_PATIENT = Config(connect_timeout=5, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 5})
_BRIEF = Config(connect_timeout=3, read_timeout=5, retries={"total_max_attempts": 1})


def _region() -> str | None:
    """AWS_REGION as every other tool reads it; boto3 itself knows AWS_DEFAULT_REGION and the profile only."""
    return os.environ.get("AWS_REGION") or None


def secrets_manager() -> SecretsManagerClient:
    """Client of the store of record."""
    return boto3.client("secretsmanager", region_name=_region(), config=_PATIENT)


def sts() -> STSClient:
    """Client that knows who we are."""
    return boto3.client("sts", region_name=_region(), config=_PATIENT)


def logs() -> CloudWatchLogsClient:
    """Client for what functions wrote down; its answer is welcome but not needed."""
    return boto3.client("logs", region_name=_region(), config=_BRIEF)


def events(region: str | None = None) -> EventBridgeClient:
    """Client for the connections by which others are told; in the region of every other client, or another one."""
    return boto3.client("events", region_name=region or _region(), config=_PATIENT)


def cloudtrail() -> BaseClient:
    """Client for a question whose answer is welcome but not needed."""
    client: BaseClient = boto3.client("cloudtrail", region_name=_region(), config=_BRIEF)
    return client
