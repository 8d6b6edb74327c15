"""What is really there, held against the catalogue and the store of record (requirements 2.8, 1.15).

same              there, and it is the store's present value
present           there, written by the engine, and nothing shows its value; or what the mirror's workflow is told by
missing           not there, or the store has no value to be there
stale             there, and the store has another value by now
drifted           ours, and somebody changed it there
foreign           there, and neither the mirror nor the engine wrote it
orphaned          ours, and no longer in the catalogue
wrong kind        a secret among the variables, or a variable among the secrets
wrong visibility  others see it than the catalogue says
blocked           the catalogue says what it waits for
elsewhere         a file on developers' machines, and this one has none
unsupported       nothing here can ask this kind of place yet
unknown           the place or the store could not be asked
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from strongroom import naming
from strongroom.destinations.contract import Key
from strongroom.operations.mirror.plan import moved, waits_for
from strongroom.operations.mirror.wanted import carriers, covers, matching
from strongroom.operations.problem import InputError
from strongroom.stores.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from strongroom.catalogue.workspace import Store as StoreKind
    from strongroom.destinations.contract import Place, Present
    from strongroom.operations.mirror.ledger import Item
    from strongroom.operations.mirror.survey import Survey
    from strongroom.operations.mirror.wanted import Wanted

State = Literal[
    "same",
    "present",
    "missing",
    "stale",
    "drifted",
    "foreign",
    "orphaned",
    "wrong kind",
    "wrong visibility",
    "blocked",
    "elsewhere",
    "unsupported",
    "unknown",
]
DIFFERENCES: tuple[State, ...] = (
    "missing",
    "stale",
    "drifted",
    "foreign",
    "orphaned",
    "wrong kind",
    "wrong visibility",
)
UNASKED: tuple[State, ...] = ("unsupported", "unknown")
_OTHER = {"secret": "configuration", "configuration": "secret"}
_SHOWN_AS = {"secret": "a secret", "configuration": "a variable, for everybody to read"}
Judgement = tuple[State, str]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One entry of one place; `path` is None where the catalogue has none for it, `reason` says the way out too."""

    address: str
    place: str
    key: Key
    state: State
    reason: str = ""
    path: str | None = None
    environment: str | None = None


@dataclass(frozen=True)
class Verification:
    """Holds every place of a survey against the catalogue, by reading only."""

    survey: Survey

    def run(self, pattern: str | None = None) -> list[Finding]:
        """A finding for each delivery, and for all else that is in its places; raises InputError."""
        chosen = matching(pattern, self.survey.wanted)
        groups: dict[str, list[Wanted]] = {}
        for one in chosen:
            groups.setdefault(one.place, []).append(one)
        return [finding for place, group in groups.items() for finding in self._place(place, group, pattern)]

    def _place(self, address: str, group: Sequence[Wanted], pattern: str | None) -> Iterator[Finding]:
        if not self.survey.opener.can(address):
            kind = address.partition(":")[0]
            yield from (
                _found(one, *(blocked(one) or ("unsupported", f"nothing here asks {kind} yet"))) for one in group
            )
            return
        if reason := self.survey.opener.absent(address):
            yield from (_found(one, *(blocked(one) or ("elsewhere", reason))) for one in group)
            return
        try:
            place, items = self.survey.opener.open(address), self._items(address)
            there = place.look([*(one.key for one in group), *items], everything=True)
            if any(one.key in there and one.key not in items for one in group):
                items = self._items(address, fresh=True)  # a mirror may have written it since the ledger was read
        except StoreError as error:
            yield from (_found(one, *(blocked(one) or ("unknown", str(error)))) for one in group)
            return
        for one in group:
            yield _found(one, *self._judged(one, there, items.get(one.key), place))
        yield from self._others(address, there, items, pattern)

    def _items(self, address: str, *, fresh: bool = False) -> dict[Key, Item]:
        """What is ours there, whichever store keeps the record of it."""
        kinds: set[StoreKind] = {one.store for one in self.survey.wanted if one.place == address}
        found: dict[Key, Item] = {}
        for kind in sorted(kinds - set(self.survey.failures)):
            found |= self.survey.ledger(address, kind, fresh=fresh).items
        return found

    def _judged(self, one: Wanted, there: Mapping[Key, Present], item: Item | None, place: Place) -> Judgement:
        if found := blocked(one):
            return found
        if failure := self.survey.failures.get(one.store):
            return "unknown", failure
        if reason := self.survey.values.missing(one.secret):
            return "missing", reason
        present = there.get(one.key)
        if present is None:
            other = there.get(Key(kind=_OTHER[one.key.kind], name=one.key.name))  # type: ignore[arg-type]  # the other of the two
            return ("wrong kind", f"it is there as {_SHOWN_AS[other.key.kind]}") if other else _missing(one)
        try:
            return self._compared(one, present, item, place)
        except (StoreError, InputError) as error:
            return "unknown", str(error)

    def _compared(self, one: Wanted, present: Present, item: Item | None, place: Place) -> Judgement:
        if present.visibility != one.visibility:
            return "wrong visibility", f"visible to {present.visibility}, the catalogue says {one.visibility}"
        if one.repositories and place.audience(one.key) != tuple(sorted(one.repositories)):
            return "wrong visibility", "other repositories see it than the catalogue says"
        if one.writer == "engine":
            return self._of_engine(one, present)
        if one.is_reference and self.survey.values.holds(one.secret, present):
            return self._of_reference(one)
        if item is None and one.is_reference:
            return "foreign", "something else stands there, perhaps a value; strongroom mirror --adopt mends it"
        if item is None:
            return "foreign", f"there, not by this mirror; take it over: strongroom mirror {one.secret.path} --adopt"
        if not item.stamp and self.survey.values.holds(one.secret, present):
            return "same", "its mark says that it is ours"
        if drift := moved(item, present):
            return "drifted", f"{drift}; put it right: strongroom mirror {one.secret.path}"
        return self._of_mirror(one, present, item)

    def _of_engine(self, one: Wanted, present: Present) -> Judgement:
        if present.value is None:
            return "present", "written by the engine; its value can't be read to compare"
        return (
            ("same", "")
            if self.survey.values.holds(one.secret, present)
            else ("drifted", "not the store's value; pulumi up --refresh")
        )

    def _of_reference(self, one: Wanted) -> Judgement:
        """A reference is right where the variable that it names is there (5.8)."""
        found = [finding for other in carriers(one, self.survey.wanted) for finding in self._alone(other)]
        if any(finding.state in ("same", "present", "elsewhere") for finding in found):
            return "same", ""
        broken = "; ".join(f"{finding.address}: {finding.state}: {finding.reason}" for finding in found)
        return (
            "missing",
            f"it refers to {one.key.name}, and the server can't find that: {broken or 'nothing delivers it'}",
        )

    def _alone(self, one: Wanted) -> Iterator[Finding]:
        return (finding for finding in self._place(one.place, [one], None) if finding.key == one.key)

    def _of_mirror(self, one: Wanted, present: Present, item: Item) -> Judgement:
        if present.value is not None and self.survey.values.holds(one.secret, present):
            return "same", ""
        key = self.survey.key(one.place, one.store)
        if key is None or key.version != item.key:
            return (
                "unknown",
                f"the key of its fingerprint is gone; deliver it again: strongroom mirror {one.secret.path}",
            )
        if not key.matches(item.fingerprint, one.address, self.survey.values.value(one.secret)):
            return "stale", f"the store has a newer value; deliver it: strongroom mirror {one.secret.path}"
        if present.value is not None:
            return "drifted", f"it holds another value; put it right: strongroom mirror {one.secret.path}"
        return "same", ""

    def _others(
        self, address: str, there: Mapping[Key, Present], items: Mapping[Key, Item], pattern: str | None
    ) -> Iterator[Finding]:
        """What is there and belongs to no delivery of the catalogue."""
        known = {one.key for one in self.survey.wanted if one.place == address}
        names = {key.name for key in known}
        for key, present in there.items():
            item = items.get(key)
            texts = (address, f"{address}/{key.name}", key.name, item.path if item else "")
            wrong_kind = key.name in names and item is None
            if key in known or wrong_kind or not (pattern is None or covers(pattern, texts)):
                continue
            state, reason = _other(address, key, ours=item is not None and moved(item, present) is None)
            yield Finding(
                address=f"{address}/{key.name}",
                place=address,
                key=key,
                state=state,
                reason=reason,
                path=item.path if item else None,
            )


def _other(address: str, key: Key, *, ours: bool) -> Judgement:
    """Of what no delivery of the catalogue puts there."""
    if ours:
        return "orphaned", "no longer in the catalogue; strongroom mirror --prune removes it"
    if key.kind == "configuration" and key.name in naming.MIRROR_VARIABLES and "/environments/" in address:
        return "present", "the mirror's workflow is told by it; the program's own, where it has strongroom:mirror"
    return "foreign", "not in the catalogue"


def blocked(one: Wanted) -> Judgement | None:
    """The judgement of a delivery that waits for something."""
    return ("blocked", waits_for(one)) if one.blocked else None


def _missing(one: Wanted) -> Judgement:
    way = "pulumi up" if one.writer == "engine" else f"strongroom mirror {one.secret.path}"
    return "missing", f"not there; deliver it: {way}"


def _found(one: Wanted, state: State, reason: str) -> Finding:
    return Finding(
        address=one.address,
        place=one.place,
        key=one.key,
        state=state,
        reason=reason,
        path=one.secret.path,
        environment=one.environment,
    )
