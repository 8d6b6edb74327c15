"""How deliveries stand at their destinations, as far as the mirror made them: measured with one listing a kind.

Files on developers' machines are looked at where this machine has them; where not, that is what is told.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from strongroom.destinations.opening_machine import is_on_machines
from strongroom.operations.mirror.ledger import pages_of
from strongroom.operations.mirror.wanted import carriers
from strongroom.operations.status import Arrival
from strongroom.stores.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from strongroom.operations.mirror.ledger import Item
    from strongroom.operations.mirror.plan import Step
    from strongroom.operations.mirror.survey import PlannedPlace, Survey
    from strongroom.operations.mirror.wanted import Wanted


def arrivals(survey: Survey) -> dict[str, Arrival]:
    """What was measured, by address. Places into which nothing was ever delivered are not asked."""
    ours = [
        one
        for one in survey.wanted
        if one.writer == "mirror"
        and one.store not in survey.failures
        and survey.opener.can(one.place)
        and (is_on_machines(one.place) or pages_of(one.place, survey.entries[one.store]))
    ]
    found = {address: arrival for place in survey.plan(ours) for address, arrival in _of(survey, place)}
    for one in ours:
        if one.is_reference and one.address in found:
            found[one.address] = _of_reference(one, found, carriers(one, survey.wanted))
    return found


def _of_reference(one: Wanted, found: Mapping[str, Arrival], others: Sequence[Wanted]) -> Arrival:
    """A reference is complete where the variable that it names is delivered, too."""
    arrival = found[one.address]
    states = {other.address: found[other.address].state for other in others if other.address in found}
    if arrival.state != "complete" or "complete" in states.values() or "elsewhere" in states.values():
        return arrival
    lacking = ", ".join(other.address for other in others) or "no delivery"
    return Arrival(state="pending", at=None, note=f"it refers to {one.key.name}, which has not arrived: {lacking}")


def _of(survey: Survey, planned: PlannedPlace) -> Iterator[tuple[str, Arrival]]:
    if planned.place is None and planned.failure is None:
        yield from (
            (line.address, Arrival(state="elsewhere", at=None, note=line.reason))
            for line in planned.steps
            if line.state == "elsewhere" and line.wanted and survey.values.missing(line.wanted.secret) is None
        )
        return
    try:
        ledger = planned.ledger or survey.ledger(planned.address, planned.kind)
    except StoreError as error:
        yield from ((line.address, Arrival(state="unknown", at=None, note=str(error))) for line in planned.steps)
        return
    for line in planned.steps:
        item = ledger.items.get(line.key)
        if item is None and line.state == "same":  # a reference that somebody else wrote is as good
            yield line.address, Arrival(state="complete", at=line.present.at if line.present else None)
        if item is not None and item.state != "claimed" and (arrival := _arrival(line, item)) is not None:
            yield line.address, arrival


def _arrival(line: Step, item: Item) -> Arrival | None:
    at = datetime.fromisoformat(item.at)
    match line.state:
        case "same":
            return Arrival(state="complete", at=at)
        case "stale" | "changed":
            note = f"{line.reason}; deliver it: strongroom mirror {line.path}"
            return Arrival(state="stale", at=at, note=note)
        case "unknown":
            note = f"delivered on {at:%Y-%m-%d %H:%MZ}; not measured now: {line.reason}"
            return Arrival(state="unknown", at=None, note=note)
        case _:
            return None
