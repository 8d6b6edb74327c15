"""When people work, in metric math: CloudWatch knows UTC only, so the zone's clock is reckoned from the timestamps.

The zone's changes to and from summer time are written into the formula, those of every year up to 2037; after that its
clock stays as it is then. Another release of the time zone database may change the text.
Source: CloudWatch user guide, "Use metric math": EPOCH gives the timestamps of a series in seconds.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from components.alerts import Formula
from components.alerts.settings import DAYS

if TYPE_CHECKING:
    from components.alerts.settings import BusinessHours

FIRST = datetime(2026, 1, 1, tzinfo=UTC)
LAST = datetime(2038, 1, 1, tzinfo=UTC)
_THURSDAY = 3  # 1970 began on one; Monday is 0


def outside(hours: BusinessHours, series: str = "m0") -> tuple[Formula, ...]:
    """What a series counts outside of the hours, and 0 within them."""
    begin, end = hours.minutes
    days = " OR ".join(f"weekday=={number}" for number, day in enumerate(DAYS) if day in hours.days)
    return (
        Formula(id="clock", expression=_clock(hours.zone, series)),
        Formula(id="day", expression="FLOOR(clock/86400)"),
        Formula(id="weekday", expression=f"day+{_THURSDAY}-7*FLOOR((day+{_THURSDAY})/7)"),
        Formula(id="minute", expression="FLOOR((clock-86400*day)/60)"),
        Formula(id="outside", expression=f"IF(({days}) AND minute>={begin} AND minute<{end}, 0, {series})"),
    )


def _clock(zone: str, series: str) -> str:
    """Seconds of the zone's own clock."""
    now = f"EPOCH({series})"
    first, *changes = _offsets(zone)
    steps = [f"{_signed(offset - before)}*({now}>={at})" for (_, before), (at, offset) in pairwise([first, *changes])]
    return f"{now}{_signed(first[1])}{''.join(steps)}"


def _signed(number: int) -> str:
    return f"{number:+d}"


@cache
def _offsets(zone: str) -> tuple[tuple[int, int], ...]:
    """When a zone's distance from UTC begins to be what, both in seconds."""
    known = ZoneInfo(zone)
    moment, found = FIRST, [(int(FIRST.timestamp()), _offset(known, FIRST))]
    while moment < LAST:
        following = moment + timedelta(days=1)
        if _offset(known, following) != found[-1][1]:
            at = _change(known, moment, following)
            found.append((int(at.timestamp()), _offset(known, at)))
        moment = following
    return tuple(found)


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The first second of the new distance."""
    while (gap := after - before) > timedelta(seconds=1):
        middle = before + timedelta(seconds=gap // timedelta(seconds=2))
        before, after = (middle, after) if _offset(zone, middle) == _offset(zone, before) else (before, middle)
    return after


def _offset(zone: ZoneInfo, moment: datetime) -> int:
    distance = moment.astimezone(zone).utcoffset()
    return int(distance.total_seconds()) if distance else 0
