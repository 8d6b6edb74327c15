"""A server as a process of ours: a directory that it owns, its start, its end."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_START_SECONDS = 60.0
_STOP_SECONDS = 20.0
_NOBODY = ("postgres", "nobody")  # who runs a server for root; PostgreSQL refuses to run as root


@dataclass
class Process:
    """A server on a port of 127.0.0.1. `directory` is its own; what it says is in `log`.

    `ready`: a command that ends with 0 once the server takes requests; without it an open port will do.
    """

    command: Sequence[str]
    directory: Path
    port: int
    ready: Sequence[str] = ()
    running: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.directory / "log"

    def start(self) -> None:
        """Start it, and return once it takes requests. Raises RuntimeError with the log where it ends first."""
        with self.log.open("ab") as log:
            self.running = subprocess.Popen(
                self.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.directory, **as_nobody()
            )
        deadline = time.monotonic() + _START_SECONDS
        while not self._is_open():
            if self.running.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError(f"{self.command[0]} did not start:\n{self.log.read_text(errors='replace')}")
            time.sleep(0.02)

    def stop(self) -> None:
        """End it."""
        if self.running is None:
            return
        self.running.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.running.wait(_STOP_SECONDS)
        if self.running.poll() is None:
            self.running.kill()
            self.running.wait()
        self.running = None

    def _is_open(self) -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            return not self.ready or subprocess.run(self.ready, capture_output=True, check=False).returncode == 0
        return False


def as_nobody() -> dict[str, Any]:
    """How a process is started as another user than root: arguments of Popen."""
    if os.geteuid() != 0:
        return {}
    user = _user()
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _user() -> pwd.struct_passwd:
    for name in _NOBODY:
        with suppress(KeyError):
            return pwd.getpwnam(name)
    raise RuntimeError(f"there is none of the users {', '.join(_NOBODY)} to run a database server as")


@contextmanager
def own_directory(name: str) -> Iterator[Path]:
    """A directory that only the server's user can look into, removed afterwards."""
    directory = Path(tempfile.mkdtemp(prefix=f"strongroom-{name}-"))
    try:
        hand_over(directory)
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def write(file: Path, text: str) -> Path:
    """Write a file that only the server's user can read."""
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(text)
    hand_over(file)
    return file


def hand_over(path: Path) -> None:
    """Make a path the server's user's own."""
    if os.geteuid() == 0:
        user = _user()
        os.chown(path, user.pw_uid, user.pw_gid)
