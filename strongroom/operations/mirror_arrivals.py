"""How deliveries stand at their destinations, as far as the mirror made them: measured with one listing a kind."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from strongroom.operations.mirror_ledger import pages_of
from strongroom.operations.status import Arrival
from strongroom.stores.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from strongroom.operations.mirror_ledger import Item
    from strongroom.operations.mirror_plan import Step
    from strongroom.operations.mirror_survey import PlannedPlace, Survey


def arrivals(survey: Survey) -> dict[str, Arrival]:
    """What was measured, by address. Places into which nothing was ever delivered are not asked."""
    ours = [
        one
        for one in survey.wanted
        if one.writer == "mirror"
        and one.store not in survey.failures
        and survey.opener.can(one.place)
        and pages_of(one.place, survey.entries[one.store])
    ]
    return {address: arrival for place in survey.plan(ours) for address, arrival in _of(survey, place)}


def _of(survey: Survey, planned: PlannedPlace) -> Iterator[tuple[str, Arrival]]:
    try:
        ledger = planned.ledger or survey.ledger(planned.address, planned.kind)
    except StoreError as error:
        yield from ((line.address, Arrival(state="unknown", at=None, note=str(error))) for line in planned.steps)
        return
    for line in planned.steps:
        item = ledger.items.get(line.key)
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
