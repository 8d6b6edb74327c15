"""The processes that a language host starts."""

import contextlib
import os
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping

from local.engine.tether import tethered

GRACE = 5.0  # seconds between SIGTERM and SIGKILL


class Children:
    """The processes that this host started and that still run; they never outlive it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: set[subprocess.Popen[bytes]] = set()

    @contextlib.contextmanager
    def start(
        self, command: list[str], *, cwd: str, env: Mapping[str, str], output: int | None = None
    ) -> Iterator[subprocess.Popen[bytes]]:
        """Start `command` in a process group of its own, where no Ctrl-C reaches it; end it at the latest here."""
        child = subprocess.Popen(
            tethered(command),
            cwd=cwd,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            process_group=0,
        )
        with self._lock:
            self._running.add(child)
        try:
            yield child
        finally:
            self.end(child)
            with self._lock:
                self._running.discard(child)

    def end(self, child: subprocess.Popen[bytes]) -> None:
        """End one child and what it started, politely at first."""
        if child.poll() is not None:
            return
        for number in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(GRACE)
                return

    def end_all(self) -> None:
        """End every child."""
        with self._lock:
            running = list(self._running)
        for child in running:
            self.end(child)
