"""What a rotation reaches the world through; each is replaced in tests, and made only when it is used."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from rotation import superusers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mypy_boto3_secretsmanager import SecretsManagerClient

    from rotation.superusers import ManagedSuperuser

CONNECT_SECONDS = 5
READ_SECONDS = 15
# A batch of rotations shares the account's request rate: the client slows itself down when it is throttled.
_RETRIES = Config(
    retries={"mode": "adaptive", "total_max_attempts": 8}, connect_timeout=CONNECT_SECONDS, read_timeout=READ_SECONDS
)


def _secrets_manager() -> SecretsManagerClient:
    return boto3.client("secretsmanager", config=_RETRIES)


def _elasticache() -> Any:
    return boto3.client("elasticache", config=_RETRIES)


def _postgres(**arguments: Any) -> Any:
    from pg8000.native import Connection

    return Connection(**arguments, timeout=READ_SECONDS, application_name="strongroom-rotation")


def _redis(**arguments: Any) -> Any:
    from redis import Redis

    return Redis(**arguments, socket_connect_timeout=CONNECT_SECONDS, socket_timeout=READ_SECONDS)


def _http(**arguments: Any) -> Any:
    from httpx import Client

    return Client(**arguments, timeout=READ_SECONDS, trust_env=False)


@dataclass(frozen=True, kw_only=True)
class Services:
    """Clients and the clock. `postgres`, `redis` and `http` take the arguments of their driver's own class."""

    secrets: SecretsManagerClient = field(default_factory=_secrets_manager)
    elasticache: Callable[[], Any] = _elasticache
    postgres: Callable[..., Any] = _postgres
    redis: Callable[..., Any] = _redis
    http: Callable[..., Any] = _http
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    sleep: Callable[[float], None] = time.sleep
    patience: float = 120.0  # seconds that a change of a managed service may take to arrive
    ca_file: str | None = field(default_factory=lambda: os.environ.get("ROTATION_CA_FILE"))
    superusers: Mapping[str, ManagedSuperuser] = field(default_factory=lambda: superusers.of(os.environ))
    atlas_url: str = "https://cloud.mongodb.com"
    sendgrid_url: str = "https://api.sendgrid.com"
