"""Rotation is often enough."""

import re

from policy import kinds
from policy.controls import fsbp, nist
from policy.facts import Resource
from policy.rule import Finding, Results, Rule, Setting, Severity

_UNITS = {"day": 1, "days": 1, "hour": 1 / 24, "hours": 1 / 24}
_RATE = re.compile(r"rate\((\d+) (days?|hours?)\)")


def check(rotation: Resource, *, days: float) -> Results:
    """In days or as a rate; a cron expression says when, and is at most monthly by its form."""
    rules = rotation["rotationRules"]
    after = rules["automaticallyAfterDays"]
    schedule = rules["scheduleExpression"]
    interval = after.number() if after.present else _interval(schedule.text() or "")
    if interval is not None and interval > days:
        yield Finding(rules, f"it rotates every {interval:g} days, which is more than {days:g}")


def _interval(schedule: str) -> float | None:
    match = _RATE.fullmatch(schedule)
    return float(match[1]) * _UNITS[match[2]] if match else None


RULE = Rule(
    id="secretsmanager-interval",
    title="A rotating secret rotates at least yearly",
    why="The interval bounds how long a value that leaked without anyone noticing stays good.",
    remedy="set automaticallyAfterDays to the interval of the catalogue, 1 to 365",
    severity=Severity.MEDIUM,
    applies_to=(kinds.SECRET_ROTATION,),
    controls=(fsbp("SecretsManager.4"), nist("IA-5(f)")),
    settings={"days": Setting(default=365, schema={"type": "number", "minimum": 1, "maximum": 365})},
    check=check,
)
