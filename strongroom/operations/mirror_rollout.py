"""Having delivered values used, where a place keeps them until it is told to (the machines of an app on Fly)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from strongroom.destinations.contract import RollingOut, Waiting
from strongroom.stores.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from strongroom.operations.journal import Journal
    from strongroom.operations.mirror_delivery import Result
    from strongroom.operations.mirror_survey import PlannedPlace

_ARRIVED = ("same", "delivered", "removed")


@dataclass(frozen=True, kw_only=True)
class Told:
    """What is said of a place; `failed` where it was not rolled out and should have been."""

    place: str
    text: str
    failed: bool = False


def waiting(places: Sequence[PlannedPlace], touched: set[str]) -> Iterator[Told]:
    """What deliveries to these places wait for."""
    for planned in places:
        place: object = planned.place
        if planned.address in touched and isinstance(place, Waiting):
            yield Told(place=planned.address, text=place.waits)


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
            yield Told(place=planned.address, text="not rolled out: a delivery failed", failed=True)
            continue
        try:
            for text in place.roll_out():
                journal.record("mirror", result="rolled out", environment=environment, address=planned.address)
                yield Told(place=planned.address, text=text)
        except StoreError as error:
            yield Told(place=planned.address, text=str(error), failed=True)


def place_of(result: Result) -> str:
    """The place that a delivery went to."""
    return result.step.address.removesuffix(f"/{result.step.key.name}")
