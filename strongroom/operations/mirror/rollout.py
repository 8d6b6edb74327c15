"""Having delivered values used, where a place keeps them until it is told to (the machines of an app on Fly)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from strongroom.destinations.contract import RollingOut, Waiting
from strongroom.stores.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from strongroom.operations.journal import Journal
    from strongroom.operations.mirror.delivery import Result
    from strongroom.operations.mirror.survey import PlannedPlace

_ARRIVED = ("same", "delivered", "removed")
_ROLLS_OUT = "its machines are restarted, one by one, to take the values"


@dataclass(frozen=True, kw_only=True)
class Told:
    """What is said of a place where a delivery alone changes nothing yet, or of one of its machines.

    waits        it keeps what was delivered until somebody lets it be used
    rolls out    this command is going to
    rolled out   it did
    failed       it could not
    """

    place: str
    state: Literal["waits", "rolls out", "rolled out", "failed"]
    text: str


def waiting(places: Sequence[PlannedPlace], touched: set[str], *, deploy: bool = False) -> Iterator[Told]:
    """What deliveries to these places wait for; with `deploy`, those that can be rolled out are going to be."""
    for planned in places:
        place: object = planned.place
        if planned.address in touched and isinstance(place, Waiting):
            if deploy and rolls_out(planned):
                yield Told(place=planned.address, state="rolls out", text=_ROLLS_OUT)
            else:
                yield Told(place=planned.address, state="waits", text=place.waits)


def rolls_out(planned: PlannedPlace) -> bool:
    """Whether what waits in a place can be had used from here."""
    place: object = planned.place
    return isinstance(place, RollingOut)


def roll_out(
    places: Sequence[PlannedPlace], results: Sequence[Result], journal: Journal, environment: str
) -> Iterator[Told]:
    """Have everything used that is ours; a place with a delivery that failed stays as it is."""
    failed = {place_of(result) for result in results if result.outcome == "failed"}
    arrived = {place_of(result) for result in results if result.outcome in _ARRIVED}
    for planned in places:
        place: object = planned.place
        if not isinstance(place, RollingOut) or planned.address not in arrived | failed:
            continue
        if planned.address in failed:
            yield Told(place=planned.address, state="failed", text="not rolled out: a delivery failed")
            continue
        try:
            for text in place.roll_out():
                journal.record("mirror", result="rolled out", environment=environment, address=planned.address)
                yield Told(place=planned.address, state="rolled out", text=text)
        except StoreError as error:
            yield Told(place=planned.address, state="failed", text=str(error))


def place_of(result: Result) -> str:
    """The place that a delivery went to."""
    return result.step.address.removesuffix(f"/{result.step.key.name}")
