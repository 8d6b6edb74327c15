"""A person at a terminal: the command on a pseudo-terminal, what it shows, and what is typed."""

from __future__ import annotations

import os
import pty
import select
import signal
import sys
import termios
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_DEADLINE = 60.0
_LOCAL_MODES = 3


@dataclass
class Keyboard:
    """One run of the command at a terminal."""

    pid: int
    descriptor: int
    screen: bytes = b""

    def see(self, words: str) -> None:
        """Wait until the screen shows something."""
        self.see_often(words, 1)

    def see_often(self, words: str, times: int) -> None:
        """Wait until the screen has shown something so many times."""
        deadline = time.monotonic() + _DEADLINE
        while self.screen.count(words.encode()) < times:
            if time.monotonic() > deadline:
                raise TimeoutError(f"the screen never showed {words!r}:\n{self.screen.decode(errors='replace')}")
            if not self._read():
                raise EOFError(f"it ended without showing {words!r}:\n{self.screen.decode(errors='replace')}")

    def type(self, text: str | bytes) -> None:
        """Type something, once the terminal is ready for it."""
        os.write(self.descriptor, text.encode() if isinstance(text, str) else text)

    def wait_until_silent(self) -> None:
        """Wait until what is typed is no longer shown."""
        deadline = time.monotonic() + _DEADLINE
        while self.echoes():
            if time.monotonic() > deadline:
                raise TimeoutError("the terminal went on showing what is typed")
            time.sleep(0.01)

    def echoes(self) -> bool:
        """Whether the terminal shows what is typed."""
        return bool(termios.tcgetattr(self.descriptor)[_LOCAL_MODES] & termios.ECHO)

    def end(self) -> int:
        """Read the screen to its end; the result is the exit code."""
        while self._read():
            pass
        _, status = os.waitpid(self.pid, 0)
        self.pid = 0
        return os.waitstatus_to_exitcode(status)

    def _read(self) -> bool:
        if not select.select([self.descriptor], [], [], _DEADLINE)[0]:
            raise TimeoutError(f"nothing happened any more:\n{self.screen.decode(errors='replace')}")
        try:
            piece = os.read(self.descriptor, 65536)
        except OSError:  # how Linux says that the other side is gone
            return False
        self.screen += piece
        return bool(piece)


@contextmanager
def at_terminal(environment: Mapping[str, str], *arguments: str) -> Iterator[Keyboard]:
    """Run the command on a pseudo-terminal, and end it where the test did not."""
    pid, descriptor = pty.fork()
    if pid == 0:
        command = [sys.executable, "-m", "strongroom", *arguments]
        os.execve(command[0], command, {**os.environ, **environment})  # noqa: S606 - a list of arguments, ours
    keyboard = Keyboard(pid, descriptor)
    try:
        yield keyboard
    finally:
        if keyboard.pid:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        os.close(descriptor)
