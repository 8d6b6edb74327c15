"""Waiting for a condition, with a deadline; tests never sleep for a fixed time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Callable


def wait_for(condition: Callable[[], object], what: str, *, seconds: float = 30) -> None:
    """Poll `condition` until it holds.

    Raises:
        AssertionError: when it does not within `seconds`; `what` says in words what was waited for.
    """
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, f"not within {seconds} s: {what}"
        time.sleep(0.05)


def works(process: psutil.Process) -> bool:
    """Whether a process is at work; one that ended and that nobody has waited for yet is not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
