"""Business hours in metric math: held against the zone's own clock."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from components.alerts.settings import DAYS, BusinessHours
from components.vault.watch.business_hours import FIRST, LAST, outside
from tests.components.metric_math import LONGEST, evaluate

# Fixed, with summer time in both hemispheres, by half an hour, and four changes a year.
ZONES = ("UTC", "Asia/Kolkata", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca")
_MINUTES = int((LAST - FIRST).total_seconds()) // 300


@given(
    zone=st.sampled_from(ZONES),
    slot=st.integers(0, _MINUTES - 1),
    begin=st.sampled_from(["00:00", "06:30", "08:00", "09:15"]),
    end=st.sampled_from(["12:00", "17:45", "20:00", "24:00"]),
)
def test_a_read_counts_outside_of_the_hours_of_the_zone_s_own_clock_and_only_there(
    zone: str, slot: int, begin: str, end: str
) -> None:
    moment = FIRST + timedelta(minutes=5 * slot)
    there = moment.astimezone(ZoneInfo(zone))
    minute = there.hour * 60 + there.minute
    hours = BusinessHours(zone=zone, begin=begin, end=end)
    first, last = hours.minutes
    at_work = DAYS[there.weekday()] in hours.days and first <= minute < last
    assert evaluate(outside(hours), moment=int(moment.timestamp()), value=3) == (0 if at_work else 3)


def test_the_clock_is_right_to_the_minute_at_a_change_to_summer_time() -> None:
    hours = BusinessHours.model_validate({"zone": "Europe/Berlin", "days": DAYS, "begin": "03:00", "end": "24:00"})
    change = datetime(2027, 3, 28, 1, tzinfo=UTC)  # 2:00 becomes 3:00
    for minutes, expected in ((-5, 1), (0, 0), (5, 0)):
        moment = int((change + timedelta(minutes=minutes)).timestamp())
        assert evaluate(outside(hours), moment=moment, value=1) == expected


@pytest.mark.parametrize("zone", ZONES)
def test_the_formulas_of_any_zone_are_short_enough_and_always_the_same(zone: str) -> None:
    hours = BusinessHours(zone=zone)
    assert max(len(formula.expression) for formula in outside(hours)) <= LONGEST
    assert outside(hours) == outside(BusinessHours(zone=zone))


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"zone": "Berlin"}, "Europe/Berlin"),
        ({"days": ["Monday"]}, "monday"),
        ({"days": []}, "at least 1"),
        ({"begin": "19:00", "end": "07:00"}, "the end comes later"),
        ({"begin": "7:00"}, "pattern"),
    ],
)
def test_hours_that_cannot_be_are_refused(wrong: dict[str, object], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        BusinessHours.model_validate(wrong)
