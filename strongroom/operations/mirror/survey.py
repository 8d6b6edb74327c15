"""Asks the stores and the places what is there, and plans every place; changes nothing.

A place costs at most one listing a kind. A store or a place that fails is told, and stops none of the others.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from strongroom.destinations.contract import Key, Marked
from strongroom.destinations.opening_machine import is_on_machines, project_of, record_of
from strongroom.machine.record import MachineRecord
from strongroom.operations.fingerprint import find_key
from strongroom.operations.mirror.ledger import Ledger, pages_of, path_of, place_told, places_in
from strongroom.operations.mirror.parts import together
from strongroom.operations.mirror.plan import Planner, Step, orphans, step, waits_for
from strongroom.operations.mirror.values import Values
from strongroom.operations.mirror.wanted import covers, wanted
from strongroom.stores.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from strongroom.catalogue import Catalogue
    from strongroom.catalogue.workspace import Store as StoreKind
    from strongroom.destinations.contract import Place
    from strongroom.destinations.opening import Opener
    from strongroom.operations.fingerprint import FingerprintKey
    from strongroom.operations.mirror.wanted import Wanted
    from strongroom.operations.scope import Scope
    from strongroom.operations.status import Measured
    from strongroom.stores.contract import Entry, Record, Store


@dataclass(frozen=True, kw_only=True)
class PlannedPlace:
    """The plan of one place, as far as its record is in stores of one kind; `failure` says why there is none."""

    address: str
    kind: StoreKind
    steps: Sequence[Step]
    place: Place | None = None
    ledger: Ledger | None = None
    failure: str | None = None


@dataclass
class Survey:
    """One look at everything in a scope. `measured` has what each workspace's store holds.

    `adopt` counts what is there, and not ours, as ours; `adopted` does so for some addresses. Without `reading` no
    value is read: what has another version is stale, and nothing is held to its rules.
    """

    catalogue: Catalogue
    scope: Scope
    opener: Opener
    open_store: Callable[[StoreKind], Store]
    measured: Mapping[str, Measured]
    adopt: bool = False
    adopted: Collection[str] = ()
    reading: bool = True
    _keys: dict[str, FingerprintKey | None] = field(default_factory=dict, repr=False)

    @cached_property
    def wanted(self) -> list[Wanted]:
        """Every delivery of the scope, whoever writes it."""
        return wanted(self.catalogue, self.scope, self.measured)

    @cached_property
    def values(self) -> Values:
        """The values, read when they are needed."""
        return Values(self.catalogue, self.measured, self.open_store)

    @cached_property
    def failures(self) -> dict[StoreKind, str]:
        """Why a kind of store could not be asked."""
        return {self._kind(name): one.failure for name, one in self.measured.items() if one.failure}

    @cached_property
    def entries(self) -> dict[StoreKind, Mapping[str, Entry]]:
        """What each kind of store lists."""
        return {self._kind(name): one.entries for name, one in self.measured.items()}

    def _kind(self, workspace: str) -> StoreKind:
        return next(one.store for one in self.catalogue.workspaces if one.workspace == workspace)

    def plan(self, chosen: Sequence[Wanted], pattern: str | None = None) -> list[PlannedPlace]:
        """Every place of some deliveries, and those that the catalogue left while entries of ours are in them."""
        groups: dict[tuple[str, StoreKind], list[Wanted]] = {}
        for one in chosen:
            groups.setdefault((one.place, one.store), []).append(one)
        places = [self._planned(address, kind, group, pattern) for (address, kind), group in groups.items()]
        left = [*self._left(pattern), *self._left_here(pattern)]
        return places + [place for place in left if place.steps or place.failure]

    def dropped_here(self, pattern: str | None) -> list[str]:
        """Files on this machine of a project that the catalogue no longer has, and that a pattern names.

        One that does not name the project means none of them: the project may be in another catalogue.
        """
        named = {one.place for one in self.wanted}
        environment = self.scope.environment
        recorded = {place for text in MachineRecord.every(environment) for place in place_told(text)} - named
        return sorted(
            place
            for place in recorded
            if pattern is not None
            and pattern.startswith(f"{place.partition(':')[0]}:{project_of(place)}")
            and covers(pattern, (place,))
            and self.opener.absent(place) is None
        )

    def ledger(self, address: str, kind: StoreKind, *, fresh: bool = False) -> Ledger:
        """The ledger of a place, as the listing showed it or as it is now; raises StoreError."""
        if is_on_machines(address):
            return Ledger.read(self.record(address, kind), address, marks=lambda: self._marks(address))
        pages = None if fresh else pages_of(address, self.entries[kind])
        return Ledger.read(self.open_store(kind), address, pages)

    def record(self, address: str, kind: StoreKind) -> Record:
        """What keeps the record of a place: this machine of a file on it, else the store of record."""
        return record_of(address, self.scope.environment) or self.open_store(kind)

    def key(self, address: str, kind: StoreKind) -> FingerprintKey | None:
        """The key of the fingerprints of a place; None where there is none yet."""
        name = address if is_on_machines(address) else kind
        if name not in self._keys:
            self._keys[name] = find_key(self.record(address, kind))
        return self._keys[name]

    def _marks(self, address: str) -> dict[Key, str | None]:
        """What the names in a file are marked with, under the keys that the catalogue has for them."""
        place = self.opener.open(address)
        if not isinstance(place, Marked):
            return {}
        known = {one.key.name: one.key for one in self.wanted if one.place == address}
        return {known.get(name, Key(kind="secret", name=name)): path for name, path in place.marks().items()}

    def _planned(self, address: str, kind: StoreKind, group: Sequence[Wanted], pattern: str | None) -> PlannedPlace:
        if not self.opener.can(address):
            return PlannedPlace(address=address, kind=kind, steps=[unsupported(one) for one in group])
        if reason := self.opener.absent(address):
            return PlannedPlace(address=address, kind=kind, steps=[_elsewhere(one, reason) for one in group])
        failure = self.failures.get(kind)
        try:
            if failure is None:
                return self._asked(address, kind, group, pattern)
        except StoreError as error:
            failure = str(error)
        steps = [_unknown(one, failure or "") for one in group]
        return PlannedPlace(address=address, kind=kind, steps=steps, failure=failure)

    def _asked(self, address: str, kind: StoreKind, group: Sequence[Wanted], pattern: str | None) -> PlannedPlace:
        place, ledger = self.opener.open(address), self.ledger(address, kind)
        planner = Planner(
            place=place,
            ledger=ledger,
            values=self.values,
            key=self.key(address, kind) if ledger.items and self.reading else None,
            adopt=self.adopt,
            adopted=self.adopted,
            reading=self.reading,
        )
        known: set[Key] = {one.key for one in self.wanted if one.place == address}
        planned = together(planner.plan(group, known))
        steps = [line for line in planned if line.wanted or meant(line, pattern)]
        return PlannedPlace(address=address, kind=kind, steps=steps, place=place, ledger=ledger)

    def _left(self, pattern: str | None) -> list[PlannedPlace]:
        """Places with entries of ours that the catalogue does not name any more."""
        named = {(path_of(one.place, 0), one.store) for one in self.wanted}
        return [
            self._orphaned(address, kind, pattern)
            for kind, entries in self.entries.items()
            if kind not in self.failures
            for address in places_in(
                self.open_store(kind), {path: one for path, one in entries.items() if (path, kind) not in named}
            )
            if self.opener.can(address)
        ]

    def _left_here(self, pattern: str | None) -> list[PlannedPlace]:
        """The same of the files on this machine; the kind of store does not matter, their record lies beside them."""
        kind = next(iter(self.entries), None)
        return (
            [] if kind is None else [self._orphaned(address, kind, pattern) for address in self.dropped_here(pattern)]
        )

    def _orphaned(self, address: str, kind: StoreKind, pattern: str | None) -> PlannedPlace:
        try:
            ledger = self.ledger(address, kind)
            if not ledger.items:
                return PlannedPlace(address=address, kind=kind, steps=())
            place = self.opener.open(address)
            there = place.look(list(ledger.items))
        except StoreError as error:
            return PlannedPlace(address=address, kind=kind, steps=(), failure=str(error))
        steps = [line for line in orphans(ledger, list(ledger.items), there) if meant(line, pattern)]
        return PlannedPlace(address=address, kind=kind, steps=steps, place=place, ledger=ledger)


def meant(line: Step, pattern: str | None) -> bool:
    """Whether a pattern covers a line that no delivery belongs to."""
    texts = (line.path, line.key.name, line.address, line.address.removesuffix(f"/{line.key.name}"))
    return pattern is None or covers(pattern, texts)


def unsupported(one: Wanted) -> Step:
    """The line of a delivery to a kind of place that nothing here can write."""
    if one.blocked:
        return step(one, "blocked", waits_for(one))
    return step(one, "unsupported", f"nothing here writes to {one.place.partition(':')[0]} yet")


def _elsewhere(one: Wanted, reason: str) -> Step:
    return step(one, "blocked", waits_for(one)) if one.blocked else step(one, "elsewhere", reason)


def _unknown(one: Wanted, failure: str) -> Step:
    return step(one, "blocked", waits_for(one)) if one.blocked else step(one, "unknown", failure)
