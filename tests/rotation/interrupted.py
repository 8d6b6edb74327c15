"""Runs of the function that are killed at any call, and two runs whose calls take turns.

Every call that leaves the function goes through a `Run`: of Secrets Manager's client, of a database's connection, of
an HTTP client. A killed run makes no further call, as a process that is gone makes none: what its `finally` clauses
would do does not happen, and its connections are closed.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rotation.services import Services

_QUIET = frozenset({"close", "__enter__", "__exit__", "exceptions", "meta", "headers"})
_GIVE_UP_SECONDS = 60


class Killed(BaseException):
    """The process is gone."""


@dataclass(frozen=True)
class Kill:
    """A kill at a run's call of this number, before or after its effect."""

    call: int
    after: bool


@dataclass
class Turns:
    """Decides which of two runs makes the next call; one that is over leaves all turns to the other."""

    order: Sequence[bool]
    position: int = 0
    over: set[bool] = field(default_factory=set)
    condition: threading.Condition = field(default_factory=threading.Condition)

    def _whose(self) -> bool | None:
        if self.position >= len(self.order):
            return None  # all turns are used up: both run freely
        wanted = self.order[self.position]
        return not wanted if wanted in self.over else wanted

    def take(self, me: bool) -> None:
        """Wait for this run's turn."""
        with self.condition:
            assert self.condition.wait_for(lambda: self._whose() in (None, me), _GIVE_UP_SECONDS), "no turn came"
            self.position += 1
            self.condition.notify_all()

    def end(self, me: bool) -> None:
        """This run is over."""
        with self.condition:
            self.over.add(me)
            self.condition.notify_all()


@dataclass
class Run:
    """One run of the function: counts its calls, and ends it at one of them."""

    kill: Kill | None = None
    turn: Callable[[], None] = lambda: None
    calls: int = 0
    dead: bool = False

    def services(self, services: Services) -> Services:
        """The same services, every call of which passes through here."""
        return replace(
            services,
            secrets=Watched(services.secrets, self),  # type: ignore[arg-type]  # it stands for the client
            elasticache=lambda: Watched(services.elasticache(), self),
            postgres=self._made(services.postgres),
            redis=self._made(services.redis),
            http=self._made(services.http),
        )

    def _made(self, factory: Callable[..., Any]) -> Callable[..., Any]:
        def make(**arguments: Any) -> Watched:
            made: list[Any] = []
            try:
                self.call(lambda: made.append(factory(**arguments)))
            except Killed:
                for connection in made:  # a process that is gone has no connections
                    connection.close()
                raise
            return Watched(made[0], self)

        return make

    def call(self, effect: Callable[[], Any]) -> Any:
        """Make a call, or be killed at it."""
        if self.dead:
            raise Killed
        self.turn()
        number, self.calls = self.calls, self.calls + 1
        if self.kill and number == self.kill.call and not self.kill.after:
            self.dead = True
            raise Killed
        try:
            return effect()
        finally:
            if self.kill and number == self.kill.call:
                self.dead = True
                raise Killed


class Watched:
    """An object whose methods are calls of a run."""

    def __init__(self, target: Any, run: Run) -> None:
        self.__dict__["_target"], self.__dict__["_run"] = target, run

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._target, name)
        if name in _QUIET or not callable(found):
            return found
        return lambda *arguments, **named: self._run.call(lambda: found(*arguments, **named))

    def __setattr__(self, name: str, value: object) -> None:
        setattr(self._target, name, value)

    def __enter__(self) -> Self:
        self._target.__enter__()
        return self

    def __exit__(self, *arguments: object) -> None:
        self._target.__exit__(*arguments)


def together(one: Callable[[Run], None], other: Callable[[Run], None], order: Sequence[bool]) -> None:
    """Run two at once; `order` says whose call comes next. What they raise is theirs to catch."""
    turns = Turns(order)

    def running(me: bool, act: Callable[[Run], None]) -> None:
        try:
            act(Run(turn=lambda: turns.take(me)))
        finally:
            turns.end(me)

    threads = [threading.Thread(target=running, args=(me, act)) for me, act in ((False, one), (True, other))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
