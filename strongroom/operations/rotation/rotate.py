"""One rotation: begun, followed to its end, recorded. Secrets Manager and the entry's function do the work."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from strongroom.operations.rotation.plan import demand_rotatable
from strongroom.stores import version_id
from strongroom.stores.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable

    from strongroom.catalogue import Secret
    from strongroom.operations.journal import Journal
    from strongroom.operations.scope import Scope
    from strongroom.stores.rotations import Rotations, RotationState

PATIENCE = 300.0  # seconds; a managed cache takes up to two minutes to change a user
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 2.0
_LOG_PAUSE = 3.0  # FilterLogEvents has a quota of a few calls a second


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How a rotation ended, or that it has not yet (`unfinished`). `problem` holds the way out as well."""

    path: str
    result: Literal["rotated", "failed", "unfinished"]
    version: str | None
    replaced: str | None
    seconds: float
    problem: str | None = None


@dataclass(kw_only=True)
class Rotate:
    """One rotation of one entry: `begin`, then `look` until there is an outcome; `run` does both."""

    secret: Secret
    scope: Scope
    rotations: Rotations
    journal: Journal
    author: str | None = None
    patience: float = PATIENCE
    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _token: str = ""
    _replaced: str | None = None
    _begun: float = 0.0
    _since: datetime = field(default_factory=lambda: datetime.now(UTC))
    _read_log: float = 0.0

    def run(self) -> Outcome:
        """From begin to end; raises InputError and StoreError where it can't even begin."""
        self.begin()
        return self.follow()

    def begin(self) -> None:
        """Have it begun; raises InputError and StoreError where that is refused."""
        state = self.rotations.state(self.secret.path)
        demand_rotatable(self.secret, state)
        self._token, self._replaced, self._begun = version_id.new(), state.current, self.now()
        self._since, self._read_log = datetime.now(UTC), self.now()
        self._record("begun", version=self._token)
        try:
            self.rotations.begin(self.secret.path, self._token)
        except StoreError as error:
            self._record("failed", problem=f"{type(error).__name__}: {error.problem}")
            raise

    def resume(self, pending: str) -> None:
        """Take up a rotation that has not ended."""
        state = self.rotations.state(self.secret.path)
        self._token, self._replaced, self._begun = pending, state.current, self.now()
        self._since, self._read_log = datetime.now(UTC), self.now()
        self._record("resumed", version=pending)
        self.rotations.resume(self.secret.path, pending)

    def give_up(self, pending: str) -> None:
        """Undo a rotation that has not ended."""
        self.rotations.undo(self.secret.path, pending)
        self._record("undone", version=pending)

    def follow(self) -> Outcome:
        """Wait for the outcome of what was begun or resumed."""
        pause = _FIRST_PAUSE
        while (outcome := self.look()) is None:
            self.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
        return outcome

    def look(self) -> Outcome | None:
        """The outcome, once there is one. A store that does not answer is asked again, as long as patience lasts."""
        try:
            state = self.rotations.state(self.secret.path)
        except StoreError as error:
            return self._unfinished(str(error)) if self._is_late() else None
        if state.current == self._token:
            return self._end("rotated", None)
        if state.pending != self._token:
            return self._end("failed", "it was undone, or another rotation took its place; the old value is current")
        if problem := self._failure(state):
            return self._end("failed", f"{problem} (the old value is still current)")
        if self._is_late():
            return self._unfinished(
                f"it goes on; see later: strongroom rotation unstick {self.secret.path}"
                f" and the log group {self.rotations.log_group(state)}"
            )
        return None

    def _failure(self, state: RotationState) -> str | None:
        if self.now() - self._read_log < _LOG_PAUSE:
            return None
        self._read_log = self.now()
        found = self.rotations.failure(state, self._since)
        return str(found) if found else None

    def _is_late(self) -> bool:
        return self.now() - self._begun > self.patience

    def _unfinished(self, problem: str) -> Outcome:
        return self._end("unfinished", f"not ended after {self.patience:.0f} s: {problem}")

    def _end(self, result: Literal["rotated", "failed", "unfinished"], problem: str | None) -> Outcome:
        seconds = round(self.now() - self._begun, 3)
        facts = {"problem": problem} if problem else {}
        self._record(result, version=self._token, replaced=self._replaced, seconds=seconds, **facts)
        return Outcome(
            path=self.secret.path,
            result=result,
            version=self._token,
            replaced=self._replaced,
            seconds=seconds,
            problem=problem,
        )

    def _record(self, result: str, **facts: str | float | None) -> None:
        self.journal.record(
            "rotate",
            result=result,
            workspace=self.secret.workspace,
            environment=self.scope.environment,
            path=self.secret.path,
            address=f"secrets-manager:{self.scope.environment}/{self.secret.path}",
            author=self.author,
            **facts,
        )
