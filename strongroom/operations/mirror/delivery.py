"""Carrying out the plan of one place: claim, write, note, look again, confirm."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from strongroom.destinations.contract import Parcel
from strongroom.operations.mirror.ledger import Item
from strongroom.operations.mirror.plan import ROUNDING, WRITTEN
from strongroom.operations.problem import InputError
from strongroom.stores.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from strongroom.destinations.contract import Key, Place, Present
    from strongroom.operations.fingerprint import FingerprintKey
    from strongroom.operations.journal import Journal
    from strongroom.operations.mirror.ledger import Ledger
    from strongroom.operations.mirror.plan import Step
    from strongroom.operations.mirror.values import Values
    from strongroom.operations.mirror.wanted import Wanted

CHECKPOINT = 25  # writes between two notes in the ledger: what a kill costs at most
Outcome = Literal["delivered", "removed", "same", "left", "failed"]


@dataclass(frozen=True, kw_only=True)
class Result:
    """How one step ended; `problem` says what went wrong, with the way out."""

    step: Step
    outcome: Outcome
    problem: str | None = None


@dataclass(kw_only=True)
class PlaceDelivery:
    """One place, one run."""

    place: Place
    ledger: Ledger
    values: Values
    key: FingerprintKey
    journal: Journal
    environment: str
    _written: dict[Key, Item] = field(default_factory=dict)
    _unnoted: dict[Key, Item | None] = field(default_factory=dict)
    _results: dict[Key, Result] = field(default_factory=dict)

    def carry_out(self, steps: Sequence[Step], *, prune: bool) -> list[Result]:
        """Do what the steps say; raises StoreError only before anything was written."""
        writes = [(line, line.wanted) for line in steps if line.wanted and line.state in WRITTEN]
        items = {line.key: self._item(one) for line, one in writes}
        if items:
            self.ledger.write(items)
        try:
            for line, one in writes:
                self._write(line, one, items[line.key])
            self._confirm(writes)
            for line in steps:
                if line.wanted and line.state == "same" and not line.confirmed:
                    self._restamp(line, line.wanted)
                elif line.state == "orphaned" and prune:
                    self._remove(line)
        finally:  # also on Ctrl-C: what is written is noted
            self._note()
        return [self._results.get(line.key) or Result(step=line, outcome=left(line)) for line in steps]

    def _item(self, one: Wanted) -> Item:
        return Item(
            path=one.secret.path,
            environment=one.environment,
            state="claimed",
            stamp=self.values.stamp(one.secret),
            fingerprint=self.key.fingerprint(one.address, self.values.value(one.secret)),
            key=self.key.version,
            settings=one.settings,
        )

    def _write(self, line: Step, one: Wanted, item: Item) -> None:
        parcel = Parcel(
            key=one.key,
            value=self.values.value(one.secret),
            fields=one.secret.fields if one.secret.source.origin != "derived" else (),
            description=one.secret.description,
            path=one.secret.path,
            visibility=one.visibility,
            repositories=one.repositories,
            fingerprint=item.fingerprint,
        )
        try:
            at = self.place.deliver(parcel, line.present)
        except StoreError as error:
            self._fail(line, error)
            return
        self._written[line.key] = self._unnoted[line.key] = replace(item, state="written", at=at.isoformat())
        if len(self._unnoted) >= CHECKPOINT:
            self._note()

    def _confirm(self, writes: Sequence[tuple[Step, Wanted]]) -> None:
        """The check afterwards (2.12): everything is there, moved, and what can be read is what was written."""
        written = [(line, one) for line, one in writes if line.key in self._written]
        if not written:
            return
        try:
            there = self.place.look([line.key for line, _ in written])
        except StoreError as error:
            for line, _ in written:
                self._fail(line, error, "written, but it could not be looked at afterwards: ")
            return
        for line, one in written:
            item, present = self._written[line.key], there.get(line.key)
            if problem := self._wrong(line, one, item, present):
                self._unnoted[line.key] = replace(item, state="claimed")
                self._results[line.key] = Result(step=line, outcome="failed", problem=f"{line.address}: {problem}")
                self._record(line, "failed", problem=problem)
            elif present is not None:
                self._unnoted[line.key] = replace(item, state="delivered", changed=present.changed)
                self._results[line.key] = Result(step=line, outcome="delivered")
                self._record(line, "delivered", version=item.stamp.partition(" ")[0])

    def _wrong(self, line: Step, one: Wanted, item: Item, present: Present | None) -> str | None:
        if present is None:
            return "written, and not there afterwards; repeat the command"
        moved = line.present is None or present.changed != line.present.changed
        in_time = present.at is not None and present.at >= datetime.fromisoformat(item.at) - ROUNDING
        if not (moved or in_time):
            return "written, and its time did not move; repeat the command"
        if present.visibility != one.visibility:
            return f"written, and visible to {present.visibility}; repeat the command"
        if present.value is not None:
            here, wanted = present.value.get_secret_value(), self.values.value(one.secret).get_secret_value()
            if not hmac.compare_digest(here.encode(), wanted.encode()):
                return "written, and another value is there afterwards; repeat the command"
        return None

    def _restamp(self, line: Step, one: Wanted) -> None:
        """The place is right, the ledger does not say so yet."""
        present = line.present
        if present is None:
            return
        known = self.ledger.items[line.key]
        item = known if known.stamp == self.values.stamp(one.secret) else replace(self._item(one), at=known.at)
        self._unnoted[line.key] = replace(item, state="delivered", changed=present.changed)

    def _remove(self, line: Step) -> None:
        try:
            self.place.remove(line.key)
        except StoreError as error:
            self._fail(line, error)
            return
        self._unnoted[line.key] = None
        self._results[line.key] = Result(step=line, outcome="removed")
        self._record(line, "removed")

    def _note(self) -> None:
        """Write what is not in the ledger yet; where that fails the claims stay, and the next run writes again."""
        if not self._unnoted:
            return
        try:
            self.ledger.write(self._unnoted)
        except (StoreError, InputError) as error:
            for key, result in self._results.items():
                if key in self._unnoted and result.outcome == "delivered":
                    problem = f"{result.step.address}: delivered, but not noted: {error}"
                    self._results[key] = replace(result, outcome="failed", problem=problem)
        self._unnoted.clear()

    def _fail(self, line: Step, error: StoreError, before: str = "") -> None:
        self._results[line.key] = Result(step=line, outcome="failed", problem=f"{before}{error}")
        self._record(line, "failed", problem=f"{type(error).__name__}: {error.problem}")

    def _record(self, line: Step, result: str, **facts: str) -> None:
        self.journal.record(
            "mirror",
            result=result,
            workspace=line.wanted.secret.workspace if line.wanted else None,
            environment=self.environment,
            path=line.path,
            address=line.address,
            **facts,
        )


def left(line: Step) -> Outcome:
    """The outcome of a step that nothing was done about."""
    return "same" if line.state == "same" else "left"
