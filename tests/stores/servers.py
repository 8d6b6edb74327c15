"""Real stores of record on loopback, for the tests of this room and of the command."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
import httpx

from local.cloud.health import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mypy_boto3_secretsmanager import SecretsManagerClient

_DEADLINE = 60.0
PROJECT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, kw_only=True)
class Server:
    """A server that runs: its address, the environment that its clients need, and its log."""

    url: str
    environment: Mapping[str, str]
    log: Path


@contextmanager
def running(command: Sequence[str], environment: Mapping[str, str], log: Path, health: str) -> Iterator[None]:
    """A process from the moment it answers on `health`, ended afterwards."""
    with log.open("ab") as out:
        process = subprocess.Popen(command, env={**os.environ, **environment}, cwd=PROJECT, stdout=out, stderr=out)
    try:
        wait_for(health, process, log)
        yield
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        if process.poll() is None:
            process.kill()
            process.wait()


def wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Return once `url` answers; fail with the log where the process ends first."""
    deadline = time.monotonic() + _DEADLINE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"it ended with {process.returncode}:\n{log.read_text()}")
        with suppress(httpx.HTTPError):
            httpx.get(url, timeout=1)
            return
        time.sleep(0.05)
    raise TimeoutError(f"{url} did not answer in {_DEADLINE} s:\n{log.read_text()}")


@contextmanager
def aws(directory: Path) -> Iterator[Server]:
    """The AWS emulator of the local cloud."""
    port = free_port()
    url, log = f"http://127.0.0.1:{port}", directory / "aws.log"
    environment = {
        "AWS_ENDPOINT_URL": url,
        "AWS_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
    }
    command = [sys.executable, "-m", "local.cloud.aws", "--port", str(port), "--data", str(directory / "aws")]
    with running(command, {}, log, f"{url}/_ministack/health"):
        yield Server(url=url, environment=environment, log=log)


@cache
def secrets_client(url: str) -> SecretsManagerClient:
    """The client of an emulator's Secrets Manager, with credentials of its own."""
    session = boto3.session.Session(aws_access_key_id="local", aws_secret_access_key="local", region_name="us-east-1")
    return session.client("secretsmanager", endpoint_url=url)


@contextmanager
def vault(directory: Path) -> Iterator[Server]:
    """An OpenBao server, unsealed, with KV version 2 at `secret/`."""
    port = free_port()
    url, log = f"http://127.0.0.1:{port}", directory / "vault.log"
    token = secrets.token_urlsafe(18)
    bao = str(Path(sys.executable).parent / "bao")
    settings = {"BAO_DEV_ROOT_TOKEN_ID": token, "BAO_DEV_LISTEN_ADDRESS": f"127.0.0.1:{port}", "HOME": str(directory)}
    with running([bao, "server", "-dev", "-dev-no-store-token"], settings, log, f"{url}/v1/sys/health"):
        yield Server(url=url, environment={"VAULT_ADDR": url, "VAULT_TOKEN": token}, log=log)
