"""A kill in the middle of an `up`, of the engine or of the cloud: the next one completes, nothing twice or orphaned."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from local import cloud
from tests.engine import catalogues
from tests.soak import soak
from tests.waiting import wait_for, works

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import psutil

    from tests.engine.local_stack import LocalStack

pytestmark = pytest.mark.real
MANY = [catalogues.entry(f"harbour/service{number}/api_key") for number in range(12)]


@pytest.fixture
def running_up(stack: LocalStack) -> Iterator[psutil.Process]:
    """An `up` of the engine in the background, with enough entries that it can be met in the middle."""
    stack.declare([*catalogues.entries(), *MANY])
    with stack.begin_up("--parallel", "2") as process:
        yield process


def entries_reach(stack: LocalStack, count: int) -> Callable[[], bool]:
    return lambda: len(stack.secret_names()) >= count


def complete(stack: LocalStack) -> None:
    """Apply again and see that the cloud holds exactly what the state knows."""
    stack.start()
    stack.up()
    stack.up("--expect-no-changes")
    known = sorted(one["outputs"]["name"] for one in stack.resources("aws:secretsmanager/secret:Secret"))
    assert stack.secret_names() == known
    assert len(known) == len(MANY) + 3
    for path in (catalogues.GENERATED, catalogues.ROTATING):
        listed = stack.aws("secretsmanager").list_secret_version_ids(SecretId=f"local/{path}", IncludeDeprecated=True)
        assert len(listed["Versions"]) == 1, "a value was written twice"
    keys = {key["KeyId"] for key in stack.aws("kms").list_keys()["Keys"]}
    assert keys == {one["id"] for one in stack.resources("aws:kms/key:Key")}, "a key without a place in the state"
    assert "pending_operations" not in stack.export()


@pytest.mark.parametrize("entries", [pytest.param(0, marks=soak), 1, pytest.param(8, marks=soak)])
def test_an_up_after_the_engine_was_killed_completes_it(
    stack: LocalStack, running_up: psutil.Process, entries: int
) -> None:
    keys_or_entries = entries_reach(stack, entries) if entries else lambda: bool(stack.aws("kms").list_keys()["Keys"])
    wait_for(keys_or_entries, "the engine created something", seconds=180)
    children = running_up.children(recursive=True)
    running_up.kill()
    wait_for(lambda: not any(map(works, children)), "the program ended with its engine", seconds=60)
    complete(stack)


@pytest.mark.parametrize("entries", [pytest.param(1, marks=soak), 8])
def test_an_up_after_the_emulator_was_killed_completes_it(
    stack: LocalStack, running_up: psutil.Process, entries: int
) -> None:
    wait_for(entries_reach(stack, entries), "the engine created something", seconds=180)
    os.kill(cloud.Cloud.load(stack.directory).services["aws"].pid, signal.SIGKILL)
    wait_for(lambda: not works(running_up), "the up failed", seconds=300)
    complete(stack)
