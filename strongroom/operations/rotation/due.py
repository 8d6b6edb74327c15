"""Many rotations in one go, within the rates that Secrets Manager documents.

One rotation is one RotateSecret (50 a second), and on the function's side a PutSecretValue and two or three
UpdateSecretVersionStage, which share 50 a second with each other. Five beginnings a second use 20 of these, and leave
the rest to people and schedules. None of the quotas can be raised.
https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html
"""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from strongroom.operations.problem import InputError
from strongroom.operations.rotation.rotate import Outcome
from strongroom.stores.errors import StoreError, ThrottledError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from strongroom.operations.rotation.rotate import Rotate

PER_SECOND = 5.0
AT_ONCE = 10
_PAUSE = 0.1
_ATTEMPTS = 3


@dataclass
class Pace:
    """When the next one may begin; slower after each time that the store asks for it."""

    per_second: float = PER_SECOND
    now: Callable[[], float] = time.monotonic
    _next: float = 0.0

    def is_time(self) -> bool:
        """Whether one may begin now."""
        return self.now() >= self._next

    def begun(self) -> None:
        """One has begun."""
        self._next = max(self._next, self.now()) + 1 / self.per_second

    def slower(self) -> None:
        """The store was asked too much: half the rate from here on, beginning with a whole pause."""
        self.per_second /= 2
        self._next = self.now() + 1 / self.per_second


@dataclass
class Batch:
    """Rotations that wait, that run and that ended; a failure of one stops none of the others."""

    waiting: deque[Rotate]
    told: Callable[[Outcome], None]
    pace: Pace = field(default_factory=Pace)
    at_once: int = AT_ONCE
    sleep: Callable[[float], None] = time.sleep
    _running: list[Rotate] = field(default_factory=list)
    _attempts: dict[str, int] = field(default_factory=dict)
    _ended: list[Outcome] = field(default_factory=list)

    def run(self) -> list[Outcome]:
        """Every outcome, in the order in which they came."""
        while self.waiting or self._running:
            if self.waiting and len(self._running) < self.at_once and self.pace.is_time():
                self._begin(self.waiting.popleft())
            self._look()
            self.sleep(_PAUSE)
        return self._ended

    def _begin(self, rotation: Rotate) -> None:
        path = rotation.secret.path
        self.pace.begun()
        try:
            rotation.begin()
        except ThrottledError as error:
            self.pace.slower()
            self._attempts[path] = self._attempts.get(path, 1) + 1
            if self._attempts[path] > _ATTEMPTS:
                self._end(_refused(path, error))
            else:
                self.waiting.append(rotation)
        except (InputError, StoreError) as error:
            self._end(_refused(path, error))
        else:
            self._running.append(rotation)

    def _look(self) -> None:
        for rotation in list(self._running):
            if outcome := rotation.look():
                self._running.remove(rotation)
                self._end(outcome)

    def _end(self, outcome: Outcome) -> None:
        self._ended.append(outcome)
        self.told(outcome)


def batch(rotations: Iterable[Rotate], told: Callable[[Outcome], None]) -> Batch:
    """A batch of these; `told` hears of each as it ends."""
    return Batch(deque(rotations), told)


def _refused(path: str, error: Exception) -> Outcome:
    return Outcome(path=path, result="failed", version=None, replaced=None, seconds=0.0, problem=str(error))
