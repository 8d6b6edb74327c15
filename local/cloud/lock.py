"""A lock between processes: an flock on a file, released by the kernel when its holder dies."""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from local.cloud.errors import CloudError

_POLL_SECONDS = 0.05


@contextmanager
def locked(file: Path, *, deadline: float, waiting: Callable[[], None] | None = None) -> Iterator[None]:
    """Hold the lock of `file`, whose folder is made when needed.

    `deadline` is in seconds; `waiting` is called once when somebody else holds it. The file may be deleted by its
    holder: whoever waited for it then takes the lock of the new file. Raises CloudError when the deadline passes.
    """
    descriptor = _acquire(file, time.monotonic() + deadline, waiting)
    try:
        yield
    finally:
        os.close(descriptor)


def _acquire(file: Path, until: float, waiting: Callable[[], None] | None) -> int:
    while True:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
        except FileNotFoundError:  # the folder went away in between
            continue
        if _try(descriptor) and _is(file, descriptor):
            return descriptor
        os.close(descriptor)
        if time.monotonic() > until:
            raise CloudError(f"{file}: another process has held this lock for too long; end it, then try again")
        if waiting is not None:
            waiting()
            waiting = None
        time.sleep(_POLL_SECONDS)


def _try(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is(file: Path, descriptor: int) -> bool:
    """Tell whether the locked file still is the one that others would open."""
    try:
        return os.path.samestat(file.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False
