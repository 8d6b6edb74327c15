"""What a mirror would do, without a value: each delivery held against its place, its ledger and its store.

new          not there
changed      ours, and not as it was left: gone, changed by somebody else, shown to others, or interrupted
stale        ours, and the store of record has another value by now
same         nothing to do
blocked      the catalogue says what it waits for
foreign      there, and not ours: left alone, unless it is adopted
missing      the store of record has no value to deliver
invalid      the store's value breaks the entry's rules, or the place can't take it as it is
elsewhere    a file on developers' machines, and this one has none
unsupported  there is no way to write to this kind of place yet
unknown      the place or the store could not be asked
orphaned     ours, and no longer in the catalogue: left alone, unless it is pruned
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from strongroom.destinations.contract import Preparing
from strongroom.operations.problem import InputError
from strongroom.stores.errors import RefusedError, StoreError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from strongroom.destinations.contract import Key, Place, Present
    from strongroom.operations.fingerprint import FingerprintKey
    from strongroom.operations.mirror.ledger import Item, Ledger
    from strongroom.operations.mirror.values import Values
    from strongroom.operations.mirror.wanted import Wanted

State = Literal[
    "new",
    "changed",
    "stale",
    "same",
    "blocked",
    "foreign",
    "missing",
    "invalid",
    "elsewhere",
    "unsupported",
    "unknown",
    "orphaned",
]
WRITTEN: tuple[State, ...] = ("new", "changed", "stale")
ROUNDING = timedelta(seconds=5)  # between a place's answer to a write and the time it shows for it


@dataclass(frozen=True, kw_only=True)
class Step:
    """One line of the plan. `same` and not `confirmed`: right, but the ledger does not say so yet."""

    address: str
    key: Key
    path: str
    environment: str
    state: State
    reason: str = ""
    confirmed: bool = True
    wanted: Wanted | None = None
    present: Present | None = None


@dataclass(frozen=True, kw_only=True)
class Planner:
    """Plans one place: the part of it whose record is in one store."""

    place: Place
    ledger: Ledger
    values: Values
    key: FingerprintKey | None
    adopt: bool = False
    adopted: Collection[str] = ()
    reading: bool = True

    def plan(self, wanted: Sequence[Wanted], known: Collection[Key]) -> list[Step]:
        """A step for each that is wanted, and for each of ours that is not among the `known` any more."""
        unknown = [key for key in self.ledger.items if key not in known]
        there = self.place.look([*(one.key for one in wanted if not one.blocked), *unknown])
        if any(one.key in there and one.key not in self.ledger.items for one in wanted):
            self.ledger.refresh()  # another mirror may have claimed and written it since the ledger was read
        steps = [self._step(one, there) for one in wanted]
        return [*self._with_room(self._with_all_ready(steps), there), *orphans(self.ledger, unknown, there)]

    def _with_all_ready(self, steps: Sequence[Step]) -> Sequence[Step]:
        """What every delivery would meet is told of each beforehand."""
        place: object = self.place
        if isinstance(place, Preparing) and any(line.state in WRITTEN for line in steps):
            try:
                place.demand_ready()
            except RefusedError as error:
                told = f"{error.problem}; {error.way_out}"
                return [replace(one, state="invalid", reason=told) if one.state in WRITTEN else one for one in steps]
        return steps

    def _with_room(self, steps: Sequence[Step], there: Mapping[Key, Present]) -> Iterator[Step]:
        """What a full place would refuse is told beforehand; what is there already needs no room."""
        room = {kind: limit - sum(key.kind == kind for key in there) for kind, limit in self.place.limits.items()}
        for line in steps:
            if line.present is None and line.state in WRITTEN and line.key.kind in room:
                room[line.key.kind] -= 1
                if room[line.key.kind] < 0:
                    limit = self.place.limits[line.key.kind]
                    reason = f"the place is full: it takes {limit}; remove some, or deliver it elsewhere"
                    yield replace(line, state="invalid", reason=reason)
                    continue
            yield line

    def _step(self, one: Wanted, there: Mapping[Key, Present]) -> Step:
        present = there.get(one.key)
        try:
            state, reason, confirmed = self._judged(one, present)
            if state in WRITTEN and self.reading:
                self.values.deliverable(one.secret)
        except InputError as error:
            state, reason, confirmed = "invalid", "; ".join(error.problems), True
        except StoreError as error:
            state, reason, confirmed = "unknown", str(error), True
        return step(one, state, reason, present=present, confirmed=confirmed)

    def _judged(self, one: Wanted, present: Present | None) -> tuple[State, str, bool]:
        """State, reason, and whether the ledger knows it."""
        if one.blocked:
            return "blocked", waits_for(one), True
        if reason := self.values.missing(one.secret):
            return "missing", reason, True
        item = self.ledger.items.get(one.key)
        if present is None:
            gone = item is not None and item.state == "delivered"
            return ("changed", "it was delivered, and is gone", True) if gone else ("new", "", True)
        if one.is_reference and self.values.holds(one.secret, present):
            return "same", "", True
        if item is None:
            if self.adopt or one.address in self.adopted:
                return "changed", "taken over", True
            if one.is_reference:
                return "foreign", "something else stands there, perhaps a value; --adopt puts the reference there", True
            return "foreign", f"there since {_day(present)}, not by this mirror; --adopt takes it over", True
        return self._ours(one, item, present)

    def _ours(self, one: Wanted, item: Item, present: Present) -> tuple[State, str, bool]:
        if drift := moved(item, present):
            return "changed", drift, True
        if present.visibility != one.visibility:
            return "changed", f"visible to {present.visibility}, the catalogue says {one.visibility}", True
        if item.settings != one.settings:
            return "changed", "other repositories are to see it", True
        if item.stamp == self.values.stamp(one.secret):
            return "same", "", item.state == "delivered"
        if not self.reading:
            return "stale", "the store has a newer value", True
        if self.key is None or item.key != self.key.version:
            return "stale", "fingerprinted under a key that is no longer in use", True
        if self.key.matches(item.fingerprint, one.address, self.values.value(one.secret)):
            return "same", "", False
        return "stale", "the store has a newer value", True


def moved(item: Item, present: Present) -> str | None:
    """What happened to an entry of ours since it was written; None where nothing did."""
    if item.state == "claimed":
        unrecorded = "its mark says that it is ours, and this machine has no record of it"
        return "an earlier run was interrupted" if item.stamp else unrecorded
    if item.state == "written":
        same = present.at is not None and abs(present.at - datetime.fromisoformat(item.at)) <= ROUNDING
        return None if same else "an earlier run was interrupted"
    return None if present.changed == item.changed else f"somebody changed it there on {_day(present)}"


def orphans(ledger: Ledger, keys: Sequence[Key], there: Mapping[Key, Present]) -> list[Step]:
    """Entries of ours that the catalogue does not name any more. What somebody changed since is no longer ours."""
    return [_orphan(ledger.place, key, ledger.items[key], there[key]) for key in keys if key in there]


def _orphan(place: str, key: Key, item: Item, present: Present) -> Step:
    drift = moved(item, present)
    return Step(
        address=f"{place}/{key.name}",
        key=key,
        path=item.path,
        environment=item.environment,
        state="foreign" if drift else "orphaned",
        reason=f"no longer in the catalogue, and {drift}"
        if drift
        else "no longer in the catalogue; --prune removes it",
        present=present,
    )


def step(one: Wanted, state: State, reason: str, *, present: Present | None = None, confirmed: bool = True) -> Step:
    """The line of a delivery."""
    return Step(
        address=one.address,
        key=one.key,
        path=one.secret.path,
        environment=one.environment,
        state=state,
        reason=reason,
        confirmed=confirmed,
        wanted=one,
        present=present,
    )


def waits_for(one: Wanted) -> str:
    """What blocks a delivery, in short."""
    blocked = one.blocked
    if blocked is None:
        return ""
    approval = f"approval {blocked.approval}" if blocked.approval else None
    needs = f"needs {', '.join(blocked.needs)}" if blocked.needs else None
    return "; ".join(filter(None, (blocked.ticket, approval, blocked.health_check, needs, blocked.reason)))


def _day(present: Present) -> str:
    return f"{present.at:%Y-%m-%d %H:%M:%SZ}" if present.at else "an unknown day"
