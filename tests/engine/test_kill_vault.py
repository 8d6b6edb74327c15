"""A kill in the middle of an `up` while Vault's nodes boot: the next one completes, with one cluster of three."""

from __future__ import annotations

import os
import signal
import ssl
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from local import cloud
from local.providers.autoscaling.fleet import PORTS
from tests.engine.local_stack import started, vault_of_the_local_stack
from tests.soak import soak
from tests.waiting import wait_for, works

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import psutil

    from tests.engine.local_stack import LocalStack

pytestmark = pytest.mark.real


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[LocalStack]:
    """A started cloud whose program has the local stack's Vault in it; nothing is applied yet."""
    with started(tmp_path, vault_of_the_local_stack()) as made:
        yield made


@pytest.fixture
def running_up(stack: LocalStack) -> Iterator[psutil.Process]:
    """An `up` of the engine in the background."""
    with stack.begin_up() as process:
        yield process


def machines(stack: LocalStack) -> list[dict[str, Any]]:
    """Instances of the emulator that are not gone."""
    pages = stack.aws("ec2").describe_instances(Filters=[{"Name": "instance-state-name", "Values": ["running"]}])
    return [instance for page in pages["Reservations"] for instance in page["Instances"]]


def a_machine_boots(stack: LocalStack) -> Callable[[], bool]:
    return lambda: bool(machines(stack))


def vault_is_initialised(stack: LocalStack) -> Callable[[], bool]:
    """Whether the elected node has written a recovery share into custody."""

    def asked() -> bool:
        pages = stack.aws("secretsmanager").get_paginator("list_secrets").paginate()
        entries = [entry for page in pages for entry in page["SecretList"]]
        return any("recovery" in entry["Name"] and entry.get("SecretVersionsToStages") for entry in entries)

    return asked


def health(address: str) -> dict[str, Any]:
    unverified = ssl.create_default_context()
    unverified.check_hostname, unverified.verify_mode = False, ssl.CERT_NONE  # the answer is asked, nothing is told
    with httpx.Client(verify=unverified) as client:
        answer: dict[str, Any] = client.get(f"https://{address}:{PORTS['api']}/v1/sys/health?standbyok=true").json()
    return answer


def complete(stack: LocalStack) -> None:
    """Apply again, and see one unsealed cluster of three, and a second `up` with nothing to do."""
    stack.start()
    stack.up()
    stack.up("--expect-no-changes")
    answers = [health(machine["PrivateIpAddress"]) for machine in machines(stack)]
    assert [(one["initialized"], one["sealed"]) for one in answers] == [(True, False)] * 3
    assert len({one["cluster_id"] for one in answers}) == 1, "nodes of more than one cluster"
    assert "pending_operations" not in stack.export()


@pytest.mark.parametrize("moment", [pytest.param(a_machine_boots, marks=soak), vault_is_initialised])
def test_an_up_after_the_engine_was_killed_completes_the_cluster(
    stack: LocalStack, running_up: psutil.Process, moment: Callable[[LocalStack], Callable[[], bool]]
) -> None:
    wait_for(moment(stack), moment.__name__, seconds=180)
    children = running_up.children(recursive=True)
    running_up.kill()
    wait_for(lambda: not any(map(works, children)), "the program ended with its engine", seconds=60)
    complete(stack)


@soak
@pytest.mark.parametrize("moment", [a_machine_boots, vault_is_initialised])
def test_an_up_after_the_emulator_was_killed_completes_the_cluster(
    stack: LocalStack, running_up: psutil.Process, moment: Callable[[LocalStack], Callable[[], bool]]
) -> None:
    wait_for(moment(stack), moment.__name__, seconds=180)
    os.kill(cloud.Cloud.load(stack.directory).services["aws"].pid, signal.SIGKILL)
    wait_for(lambda: not works(running_up), "the up failed", seconds=700)
    complete(stack)
