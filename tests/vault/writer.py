"""Writes to a cluster: many at once, and continuous ones while nodes come and go."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

from hvac.exceptions import VaultError
from requests.exceptions import RequestException

from tests.waiting import wait_for


class Writer(threading.Thread):
    """Writes a new key again and again, to one node after another; remembers what was acknowledged and when."""

    def __init__(self, leader: Any, others: list[Any]) -> None:
        super().__init__(daemon=True)
        self._clients = [leader, *others]
        for client in others:
            client.token = leader.token
        self._halt = threading.Event()
        self.acknowledged: set[str] = set()
        self.refused = 0
        self._begun: list[float] = []
        self._times: list[float] = []

    @property
    def last(self) -> float:
        """When the last write was acknowledged."""
        return self._times[-1] if self._times else 0.0

    def first_after(self, moment: float) -> float | None:
        """When the first write that began after `moment` was acknowledged; one that was on its way does not count."""
        return next((at for began, at in zip(self._begun, self._times, strict=False) if began > moment), None)

    def longest_pause(self) -> float:
        """The longest time between two acknowledged writes."""
        return max(later - earlier for earlier, later in pairwise(self._times))

    def run(self) -> None:
        """Write until stopped; a failure moves on to the next node."""
        number = 0
        while not self._halt.is_set():
            number += 1
            client = self._clients[0]
            began = time.monotonic()
            try:
                client.secrets.kv.v2.create_or_update_secret(f"failover/{number}", {"value": number})
            except Exception:  # noqa: BLE001 (an unacknowledged write; the next node is asked)
                self.refused += 1
                self._clients.append(self._clients.pop(0))
                time.sleep(0.05)
                continue
            self.acknowledged.add(str(number))
            self._begun.append(began)
            self._times.append(time.monotonic())

    def lost(self, root: Any) -> set[str]:
        """Acknowledged writes that are not there."""
        kept = set(root.secrets.kv.v2.list_secrets("failover")["data"]["keys"])
        return self.acknowledged - kept

    def told(self) -> str:
        """What was measured, in a line."""
        return (
            f"{len(self.acknowledged)} writes acknowledged, {self.refused} not; "
            f"longest pause between two acknowledged ones {self.longest_pause():.1f} s"
        )

    def stop(self) -> None:
        """End the writing."""
        self._halt.set()
        self.join(30)


def fill(client: Any, folder: str, count: int) -> None:
    """Write `count` entries below `folder`, four at a time; a write that is refused while nobody leads is repeated."""

    def write(number: int) -> None:
        def written() -> bool:
            try:
                client.secrets.kv.v2.create_or_update_secret(f"{folder}/{number}", {"value": str(number)})
            except (VaultError, RequestException):
                return False
            return True

        wait_for(written, f"entry {number} of {folder} is written", seconds=60)

    with ThreadPoolExecutor(max_workers=4) as workers:
        list(workers.map(write, range(count)))
