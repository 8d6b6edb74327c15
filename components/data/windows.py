"""When AWS may work on a server: what is no window, is too short, or meets another one, which AWS refuses.

Sources: Amazon RDS API reference, CreateDBInstance; Amazon ElastiCache API reference, CreateReplicationGroup.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY, _WEEK = 24 * 60, 7 * 24 * 60
_MOMENT = re.compile(r"(?:([a-z]{3}):)?([01]\d|2[0-3]):([0-5]\d)")


def problems(place: str, maintenance: str, hours: tuple[str, str], shortest: int) -> Iterator[str]:
    """What is wrong with a weekly window and a daily one, `hours`: the key of its setting and what it says.

    `shortest`: minutes that each of them has to have at least.
    """
    key, daily = hours
    week = _minutes(maintenance, _WEEK)
    day = _minutes(daily, _DAY)
    yield from _of_one(f"{place}.maintenance", maintenance, week, shortest, "sun:04:30-sun:05:30")
    yield from _of_one(f"{place}.{key}", daily, day, shortest, "02:00-03:00")
    if week and day and _meet(week, day):
        yield f"{place}.{key}: {daily} is within maintenance, {maintenance}; AWS refuses both at once, move one"


def _of_one(place: str, text: str, window: tuple[int, int] | None, shortest: int, like: str) -> Iterator[str]:
    if window is None:
        yield f'{place}: "{text}" is no window; write it like {like}'
    elif window[1] < shortest:
        yield f"{place}: a window of {window[1]} minutes; AWS needs {shortest} or more"


def _minutes(text: str, cycle: int) -> tuple[int, int] | None:
    """Begin and length in minutes of the day or week, or None for what is no time."""
    begin, end = (_MOMENT.fullmatch(moment) for moment in text.split("-"))
    if begin is None or end is None:
        return None
    first, last = (
        (_DAYS.index(moment[1]) * _DAY if moment[1] else 0) + int(moment[2]) * 60 + int(moment[3])
        for moment in (begin, end)
    )
    return first, (last - first) % cycle


def _meet(week: tuple[int, int], day: tuple[int, int]) -> bool:
    """Whether the daily window of any day has a minute of the weekly one."""
    begin, length = day
    weekly = {(week[0] + minute) % _WEEK for minute in range(week[1])}
    return any((number * _DAY + begin + minute) % _WEEK in weekly for number in range(7) for minute in range(length))
