"""A running emulator of its own for each test, and clients for it."""

import io
import json
import os
import secrets
import signal
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config

from local import cloud
from local.cloud.aws.settings import CREDENTIALS
from tests.local.cloud.conftest import eventually, quietly, runs

_ONCE = Config(retries={"max_attempts": 0}, connect_timeout=5, read_timeout=30, max_pool_connections=32)
ROLE = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}


@dataclass(frozen=True)
class Emulator:
    """The emulator of one directory."""

    directory: Path

    def client(self, service: str) -> Any:
        """Give a client that tries once: a retry would hide a lost answer."""
        return boto3.client(  # type: ignore[call-overload]  # the service is chosen at run time
            service,
            endpoint_url=cloud.Cloud.load(self.directory).endpoint("aws"),
            region_name=CREDENTIALS["AWS_REGION"],
            aws_access_key_id=CREDENTIALS["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
            config=_ONCE,
        )

    def kill_and_start(self) -> None:
        """End the emulator with SIGKILL and start it again."""
        pid = cloud.Cloud.load(self.directory).services["aws"].pid
        os.kill(pid, signal.SIGKILL)
        eventually(lambda: not runs(pid), "killed processes end")
        cloud.start(self.directory, only=("aws",), report=quietly)

    def function(self, name: str, source: str) -> None:
        """Create a Lambda function from the source of its module; `handler` is its entry."""
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as opened:
            opened.writestr("main.py", source)
        role = self.client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(ROLE))["Role"]["Arn"]
        self.client("lambda").create_function(
            FunctionName=name,
            Runtime="python3.12",
            Role=role,
            Handler="main.handler",
            Code={"ZipFile": archive.getvalue()},
            Timeout=20,
        )

    def invoke(self, name: str, event: dict[str, Any]) -> Any:
        """Call a function and give its answer."""
        return json.load(self.client("lambda").invoke(FunctionName=name, Payload=json.dumps(event))["Payload"])


@pytest.fixture
def emulator(directory: Path) -> Emulator:
    """A new, empty emulator."""
    cloud.start(directory, only=("aws",), report=quietly)
    return Emulator(directory)


@pytest.fixture
def canary() -> str:
    """A value that can be searched for."""
    return f"canary{secrets.token_hex(16)}"
