"""A client that logs in again and again while a rotation goes on, as applications do."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TRIES = 5  # as AWS's JDBC driver tries
WAIT = 0.5  # seconds before a value is read again; AWS's cache waits 2.5 to 5


@dataclass
class Client:
    """Logs in with the value it holds. Where that is refused it reads the value again, `reads_again` or not.

    Holding a value for `holds` logins stands for a cache.
    """

    read: Callable[[], str]
    accepts: Callable[[str], bool]
    reads_again: bool = True
    holds: int = 1
    logins: int = 0
    refusals: int = 0  # that reading again repaired
    failures: int = 0  # that nothing repaired
    stop: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Log in until told to stop."""
        value = self.read()
        while not self.stop.is_set():
            if self.logins % self.holds == 0:
                value = self.read()
            value = self._log_in(value)
            self.logins += 1

    def _log_in(self, value: str) -> str:
        if self.accepts(value):
            return value
        for _ in range(TRIES if self.reads_again else 0):
            self.refusals += 1
            time.sleep(WAIT)
            value = self.read()
            if self.accepts(value):
                return value
        self.failures += 1
        return value


@contextmanager
def working(*clients: Client) -> Iterator[None]:
    """Have clients log in for as long as the block lasts; each has logged in before it begins and after it ends."""
    threads = [threading.Thread(target=client.run) for client in clients]
    for thread in threads:
        thread.start()
    try:
        _let_log_in(clients)
        yield
        _let_log_in(clients)
    finally:
        for client in clients:
            client.stop.set()
        for thread in threads:
            thread.join()


def _let_log_in(clients: tuple[Client, ...]) -> None:
    wanted = [(client, client.logins + 3) for client in clients]
    deadline = time.monotonic() + 60
    while any(client.logins < logins for client, logins in wanted):
        assert time.monotonic() < deadline, "a client does not log in any more"
        time.sleep(0.01)
