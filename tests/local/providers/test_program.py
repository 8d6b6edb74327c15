"""The real engine runs a real program against the providers: twice the same, and through kills.

That the whole program survives a kill, of the engine and of the emulator, is in every run: tests/engine/test_kill.py.
"""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING, Final

import pytest

from local import cloud
from tests.local.providers.emulator import client_of
from tests.local.providers.program import KEYS, RESOURCES, SECRETS, Providers, Stack, running, serve, stack_in
from tests.soak import soak

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.real

_DEADLINE: Final = 120.0


@pytest.fixture
def own_cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The directory of a cloud of its own."""
    directory = tmp_path_factory.mktemp("cloud")
    try:
        yield directory
    finally:
        cloud.stop(directory)


@pytest.fixture
def own_endpoint(own_cloud: Path) -> str:
    """An emulator of its own: these tests count what is in it."""
    return cloud.start(own_cloud, only=("aws",)).endpoint("aws")


def _secrets(endpoint: str) -> list[str]:
    listed = client_of(endpoint, "secretsmanager").list_secrets(MaxResults=100)
    return [secret["ARN"] for secret in listed["SecretList"]]


def _keys(endpoint: str) -> list[str]:
    kms = client_of(endpoint, "kms")
    keys = [key["KeyId"] for key in kms.list_keys(Limit=100)["Keys"]]
    described = [kms.describe_key(KeyId=key)["KeyMetadata"] for key in keys]
    return [key["KeyId"] for key in described if key["KeyState"] == "Enabled" and key.get("KeyManager") != "AWS"]


def _assert_complete(stack: Stack, endpoint: str) -> None:
    stack.run("up", "--yes", "--skip-preview")
    assert len(_secrets(endpoint)) == SECRETS
    assert len(_keys(endpoint)) == KEYS
    manager = client_of(endpoint, "secretsmanager")
    for arn in _secrets(endpoint):
        versions = manager.list_secret_version_ids(SecretId=arn, IncludeDeprecated=True)["Versions"]
        assert len(versions) == 1, "a value was written twice"
    assert f"{RESOURCES} unchanged" in stack.run("up", "--yes", "--skip-preview", "--expect-no-changes")


def test_a_second_up_and_a_refresh_change_nothing_and_destroy_leaves_nothing(tmp_path: Path, own_endpoint: str) -> None:
    with running(tmp_path, own_endpoint) as (stack, _):
        _assert_complete(stack, own_endpoint)
        stack.run("refresh", "--yes", "--skip-preview", "--expect-no-changes")
        values = [
            client_of(own_endpoint, "secretsmanager").get_secret_value(SecretId=arn)["SecretString"]
            for arn in _secrets(own_endpoint)
        ]
        written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
        assert [value for value in values if value.encode() in written] == []
        stack.run("destroy", "--yes", "--skip-preview")
        assert _secrets(own_endpoint) == []
        assert _keys(own_endpoint) == []


@soak
@pytest.mark.parametrize("effects", [1, 5, 9])
def test_an_engine_killed_in_the_middle_leaves_nothing_twice(effects: int, tmp_path: Path, own_endpoint: str) -> None:
    with running(tmp_path, own_endpoint) as (stack, providers):
        process = stack.begin("up", "--yes", "--skip-preview")
        _wait_for(providers, effects, process)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=30)
        stack.run("cancel", "--yes", check=False)  # the killed engine's lock
        _assert_complete(stack, own_endpoint)


@soak
def test_a_provider_killed_in_the_middle_leaves_nothing_twice(tmp_path: Path, own_endpoint: str) -> None:
    providers = serve(tmp_path, own_endpoint)
    try:
        stack = stack_in(tmp_path, providers)
        process = stack.begin("up", "--yes", "--skip-preview")
        _wait_for(providers, 5, process)
    finally:
        providers.process.kill()
        providers.process.wait(timeout=30)
    process.wait(timeout=_DEADLINE)
    assert process.returncode != 0
    with running(tmp_path, own_endpoint) as (again, _):
        _assert_complete(again, own_endpoint)


@soak
def test_an_emulator_killed_in_the_middle_leaves_nothing_twice(
    tmp_path: Path, own_cloud: Path, own_endpoint: str
) -> None:
    with running(tmp_path, own_endpoint) as (stack, providers):
        process = stack.begin("up", "--yes", "--skip-preview")
        _wait_for(providers, 4, process)
        os.kill(cloud.Cloud.load(own_cloud).services["aws"].pid, signal.SIGKILL)
        process.wait(timeout=_DEADLINE)
    assert process.returncode != 0
    repaired = cloud.start(own_cloud, only=("aws",)).endpoint("aws")
    with running(tmp_path, repaired) as (again, _):
        _assert_complete(again, repaired)


def _wait_for(providers: Providers, effects: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until so many resources were created; a process that has ended before is a failure."""
    deadline = time.monotonic() + _DEADLINE
    while providers.effects < effects:
        assert process.poll() is None, "the engine was too fast to be killed in the middle"
        assert time.monotonic() < deadline
        time.sleep(0.005)
