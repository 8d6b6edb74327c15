"""The emulator's Secrets Manager without its server: for tests that make thousands of calls.

boto3's client is real, and so are the emulator's code and our corrections of it; only the network is left out.
"""

from __future__ import annotations

import asyncio
import importlib
import threading
from typing import TYPE_CHECKING, Any

import boto3
from botocore.awsrequest import AWSResponse
from botocore.config import Config

from local.cloud.aws.corrections import keep_labels_on_one_version, keep_new_secrets_empty
from local.cloud.aws.rotation import drive_rotations

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

_LOCK = threading.Lock()


class _Raw:
    """A body that is already read."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self, **_: Any) -> Any:
        """Give the body in one piece."""
        yield self._body


def secrets_client() -> SecretsManagerClient:
    """A client of a Secrets Manager that lives in this process."""
    module = importlib.import_module("ministack.services.secretsmanager")
    if "drive_rotations" not in vars(module):
        keep_new_secrets_empty(module)
        keep_labels_on_one_version(module)
        drive_rotations(module, importlib.import_module("ministack.app"))
        module.__dict__["drive_rotations"] = True

    def answer(request: Any, **_: Any) -> AWSResponse:
        headers = {name.lower(): _text(value) for name, value in request.headers.items()}
        with _LOCK:
            status, answered, body = asyncio.run(module.handle_request(request.method, "/", headers, request.body, {}))
        content = body if isinstance(body, bytes) else body.encode()
        return AWSResponse(request.url, status, answered, _Raw(content))

    session = boto3.session.Session(aws_access_key_id="local", aws_secret_access_key="local", region_name="us-east-1")
    client = session.client(
        "secretsmanager", endpoint_url="http://127.0.0.1:9", config=Config(retries={"total_max_attempts": 1})
    )
    client.meta.events.register("before-send.secretsmanager", answer)  # type: ignore[arg-type]  # what a hook may answer
    return client


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
