"""Kills at any call, retries in any order, twins, sweeps in between: nobody is locked out, and the next one works.

Hypothesis makes up the sequences. STRONGROOM_SOAK=1 tries many more of them.
"""

from __future__ import annotations

import os
import uuid
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from rotation.errors import StepFailedError
from tests.rotation import worlds
from tests.rotation.interrupted import Kill, Killed, Run, together

if TYPE_CHECKING:
    from rotation.services import Services
    from tests.rotation.worlds import Servers, World

pytestmark = pytest.mark.real
SOAK = bool(os.environ.get("STRONGROOM_SOAK"))
SLOW = ("redis", "elasticache")  # redis-py reads the system's certificate authorities for every connection
STORE_ONLY = ("random", "jwt-overlap", "encryption-key")
_MOST_CALLS = 14  # of one step; a kill beyond its last call is none

kills = st.none() | st.builds(Kill, st.integers(0, _MOST_CALLS), st.booleans())


@dataclass(frozen=True)
class Step:
    """One run of one step, by the number of the step; -1 is the sweep, long after the grace."""

    number: int
    kill: Kill | None


@dataclass(frozen=True)
class Twins:
    """The same step twice at once."""

    number: int
    order: list[bool] = field(repr=False)


@dataclass(frozen=True)
class Rotation:
    """The four steps as Secrets Manager calls them: the first that fails ends them."""

    kills: tuple[Kill | None, ...]


orders = st.lists(st.booleans(), max_size=40)
events = st.lists(
    st.builds(Step, st.integers(-1, 3), kills)
    | st.builds(Twins, st.integers(-1, 3), orders)
    | st.builds(Rotation, st.tuples(kills, kills, kills, kills)),
    max_size=5,
)


@dataclass
class Story:
    """What happens to one secret, and what has to hold all the while."""

    world: World
    token: str = field(default_factory=lambda: str(uuid.uuid4()))
    hours: float = 0  # how far the function's clock is ahead; it never goes back

    def happen(self, event: Step | Twins | Rotation) -> None:
        """One event."""
        self._next_token()
        if not isinstance(event, Rotation) and event.number < 0:
            self.hours += 25
        if isinstance(event, Rotation):
            for number, kill in enumerate(event.kills):
                if not self._run(number, Run(kill)):
                    break
        elif isinstance(event, Step):
            self._run(event.number, Run(event.kill))
        else:
            together(lambda run: self._do(event.number, run), lambda run: self._do(event.number, run), event.order)
        self.check()

    def _clocked(self) -> Services:
        ahead = timedelta(hours=self.hours)
        return replace(self.world.services, now=lambda: datetime.now(UTC) + ahead)

    def _next_token(self) -> None:
        """Secrets Manager begins a new rotation when there is none, and takes up one that is not complete."""
        if self.token in self.world.secret.holders("AWSCURRENT"):
            self.token = str(uuid.uuid4())

    def _do(self, number: int, run: Run) -> None:
        with suppress(Killed):
            self._run(number, run)

    def _run(self, number: int, run: Run) -> bool:
        services = run.services(self._clocked())
        try:
            if number < 0:
                self.world.sweep(hours=self.hours, services=services)
            else:
                self.world.step(worlds.STEPS[number], self.token, services)
        except (Killed, StepFailedError):
            return False
        return True

    def check(self) -> None:
        """Exactly one current version; a credential that works; no unfinished version but the one under way."""
        secret = self.world.secret
        assert len(secret.holders("AWSCURRENT")) == 1, secret.labels
        pending = set(secret.holders("AWSPENDING")) - set(secret.holders("AWSCURRENT"))  # on that one it blocks nothing
        assert pending <= {self.token}, "a stray version blocks the next rotation"
        readable = [secret.value()] + ([] if self.world.turns else [secret.value("AWSPENDING")])
        assert any(value and self.world.accepts(value) for value in readable), "locked out"

    def end(self) -> None:
        """What was begun is completed by a retry; the next rotation works; the old credential goes."""
        self.hours += 1  # the mark of a sweep that was killed is ignored by now
        self.world = replace(self.world, services=self._clocked())
        self._next_token()
        self.world.rotate(self.token)
        self._is_clean(self.token)
        before = str(self.world.secret.value())
        self._is_clean(self.world.rotate())
        self.world.sweep(hours=self.hours + 25)
        assert self.world.accepts(str(self.world.secret.value()))
        assert self.world.strategy in worlds.NEVER_REFUSES or not self.world.accepts(before)

    def _is_clean(self, token: str) -> None:
        assert self.world.secret.holders("AWSCURRENT") == [token]
        assert not self.world.secret.holders("AWSPENDING")
        assert self.world.accepts(str(self.world.secret.value()))


@pytest.mark.parametrize("name", worlds.ALL)
def test_nobody_is_locked_out_whatever_is_killed_when(name: str, quick: Servers) -> None:
    @settings(
        max_examples=400 if SOAK else 12 if name in STORE_ONLY else 2 if name in SLOW else 4,
        deadline=None,
        database=None,
        derandomize=not SOAK,
        phases=tuple(Phase) if SOAK else (Phase.generate,),
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(events)
    def tell(happenings: list[Step | Twins | Rotation]) -> None:
        story = Story(worlds.make(name, quick))
        for event in happenings:
            story.happen(event)
        story.end()

    tell()


@pytest.mark.parametrize("name", ["postgres", "postgres-single", "redis", "sendgrid"])
def test_a_rotation_can_be_killed_at_every_single_call(name: str, quick: Servers) -> None:
    """Each call of each step once, before and after its effect in turn, all on one secret."""
    story = Story(worlds.make(name, quick))
    for number in range(4):
        story._next_token()
        for earlier in range(number):
            assert story._run(earlier, Run())
        whole, call = False, 0
        while not whole:
            run = Run(Kill(call, after=bool((call + number) % 2)))
            whole = story._run(number, run)
            story.check()
            call += 1
        assert call > 1, "the step makes no call that it could be killed at"
    story.end()


def test_what_a_killed_sendgrid_run_left_is_deleted_with_the_old_key(quick: Servers) -> None:
    story = Story(worlds.make("sendgrid", quick))
    before = set(quick.sendgrid.keys)
    for call in range(_MOST_CALLS):
        story._run(0, Run(Kill(call, after=True)))
    left = set(quick.sendgrid.keys) - before
    story.end()
    assert len(left) > 1
    assert not left & set(quick.sendgrid.keys)
