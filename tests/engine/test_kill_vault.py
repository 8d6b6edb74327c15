"""A kill in the middle of an `up` while Vault's nodes boot: the next one completes, with one cluster of three.

That of the engine when Vault was just initialised is in every run of the tests too: test_up_and_down.py.
"""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from local import cloud
from tests.engine.local_stack import started, vault_of_the_local_stack
from tests.engine.vault_of_stack import a_machine_boots, is_one_unsealed_cluster_of_three, vault_is_initialised
from tests.soak import soak
from tests.waiting import wait_for, works

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import psutil

    from tests.engine.local_stack import LocalStack

pytestmark = [pytest.mark.real, soak]


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


def complete(stack: LocalStack) -> None:
    """Apply again, and see one unsealed cluster of three, and a second `up` with nothing to do."""
    stack.start()
    stack.up()
    stack.up("--expect-no-changes")
    is_one_unsealed_cluster_of_three(stack)


@pytest.mark.parametrize("moment", [a_machine_boots, vault_is_initialised])
def test_an_up_after_the_engine_was_killed_completes_the_cluster(
    stack: LocalStack, running_up: psutil.Process, moment: Callable[[LocalStack], Callable[[], bool]]
) -> None:
    wait_for(moment(stack), moment.__name__, seconds=180)
    children = running_up.children(recursive=True)
    running_up.kill()
    wait_for(lambda: not any(map(works, children)), "the program ended with its engine", seconds=60)
    complete(stack)


@pytest.mark.parametrize("moment", [a_machine_boots, vault_is_initialised])
def test_an_up_after_the_emulator_was_killed_completes_the_cluster(
    stack: LocalStack, running_up: psutil.Process, moment: Callable[[LocalStack], Callable[[], bool]]
) -> None:
    wait_for(moment(stack), moment.__name__, seconds=180)
    os.kill(cloud.Cloud.load(stack.directory).services["aws"].pid, signal.SIGKILL)
    wait_for(lambda: not works(running_up), "the up failed", seconds=700)
    complete(stack)
