"""The four steps, the same for every strategy.

What keeps a kill harmless: a version's value is written once and never changed; AWSCURRENT moves only from exactly
the version that was seen, and only to a value that has passed its test in the same run; every step looks at the
labels first, does what is missing, and so can be repeated.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from rotation import labels, settings
from rotation.entry import Description, Entry
from rotation.errors import BusyError, SupersededError, ValueShapeError
from rotation.event import Step, StepEvent
from rotation.strategies.contract import Change

if TYPE_CHECKING:
    from collections.abc import Callable

    from rotation.services import Services
    from rotation.strategies.contract import Strategy

SWEEP_LIMIT = timedelta(minutes=15)  # a Lambda function runs no longer


@dataclass(frozen=True, kw_only=True)
class Rotation:
    """One rotation of one secret."""

    strategy: Strategy
    entry: Entry
    token: str
    services: Services

    def create(self) -> bool:
        """Make the new value, once. Returns whether this run did."""
        seen = self.entry.describe()
        if self._is_done(seen) or self.entry.value(self.token) is not None:
            return False
        stray = self.entry.value(seen.labels.pending) if seen.labels.pending not in (None, self.token) else None
        change = self._change(seen, new=None)
        value = self.strategy.propose(change, stray)
        stored = self.entry.put(self.token, value, labels.PENDING)
        if not stored:  # another run's value came first
            self.strategy.discard(change, value)
        return stored

    def set(self) -> bool:
        """Have the new credential accepted."""
        return self._with_new(self.strategy.apply) is not None

    def test(self) -> bool:
        """Use the new credential. Where there is none, AWS tries a new configuration: see whether it could rotate."""
        return self._with_new(self.strategy.test, trial=self.strategy.rehearse) is not None

    def finish(self) -> bool:
        """Make the new version current. Returns whether this run did."""
        seen = self._with_new(self.strategy.switch)
        moved = seen is not None and self._promote(seen.labels.current)
        # On the current version the label blocks nothing; without it, no rotation can seem to be under way.
        if self.entry.describe().labels.bears(self.token, labels.PENDING):
            self.entry.move(labels.PENDING, away_from=self.token)
        return moved

    def _promote(self, tested_against: str | None) -> bool:
        if self.entry.make_current(self.token, instead_of=tested_against):
            return True
        if self.entry.describe().labels.current == self.token:  # a lost answer that was asked for again, or a twin
            return False
        raise BusyError("somebody else changed the current value in this moment", way_out="the step is repeated")

    def _with_new(
        self, act: Callable[[Change], None], trial: Callable[[Change], None] | None = None
    ) -> Description | None:
        """Do a thing with the new value in hand, and tell what was seen; None where the rotation is done already.

        `trial` is done instead where the version bears AWSPENDING and holds nothing new.
        """
        seen = self.entry.describe()
        if self._is_done(seen):
            return None
        new, is_pending = self.entry.value(self.token), seen.labels.bears(self.token, labels.PENDING)
        change = self._change(seen, new=new)
        if trial and is_pending and new in (None, change.current):
            trial(change)
            return seen
        if new is None:
            raise ValueShapeError("the new version has no value yet", way_out="run createSecret first")
        if not is_pending:
            raise SupersededError(
                "this version is not the one that is being made current any more (it bears no AWSPENDING)",
                way_out="nothing to do where another rotation took its place; else rotate again",
            )
        if seen.labels.is_being_retired(self.services.now(), SWEEP_LIMIT):
            raise BusyError("a sweep is taking the old credential out of use", way_out="the step is repeated")
        act(change)
        return seen

    def _is_done(self, seen: Description) -> bool:
        if seen.labels.current is None:
            raise ValueShapeError(f"{seen.name} has no value yet", way_out="put its first one: strongroom put PATH")
        return seen.labels.current == self.token

    def _change(self, seen: Description, *, new: str | None) -> Change:
        return change_of(self.entry, seen, self.services, token=self.token, new=new)


def change_of(entry: Entry, seen: Description, services: Services, *, token: str, new: str | None) -> Change:
    """Gather what a strategy works with: the values of the labelled versions, and the secret's settings."""
    previous = seen.labels.previous
    return Change(
        name=seen.name,
        token=token,
        settings=settings.of(seen.tags),
        services=services,
        current=entry.current_value(),
        previous=entry.value(previous) if previous else None,
        new=new,
    )


def run(strategy: Strategy, event: StepEvent, services: Services) -> bool:
    """Run one step. Returns whether it did something that had not been done yet."""
    strategy.begin(event.secret_id)
    entry = Entry(services.secrets, event.secret_id)
    rotation = Rotation(strategy=strategy, entry=entry, token=event.token, services=services)
    steps = {
        Step.CREATE: rotation.create,
        Step.SET: rotation.set,
        Step.TEST: rotation.test,
        Step.FINISH: rotation.finish,
    }
    return steps[event.step]()
