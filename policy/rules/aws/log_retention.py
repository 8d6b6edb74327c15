"""Logs are kept long enough, and not for ever."""

from policy import kinds
from policy.controls import nist
from policy.facts import Resource
from policy.rule import Finding, Results, Rule, Setting, Severity


def check(group: Resource, *, days: float) -> Results:
    """A year; staging and local may forget sooner, but never keep for ever."""
    retention = group["retentionInDays"]
    number = retention.number()
    lowest = days if group.environment not in ("local", "staging") else 1
    if not number:
        yield Finding(retention, "no retention is set: the log grows for ever")
    elif number < lowest:
        yield Finding(retention, f"the log is kept {number:g} days, which is less than {lowest:g}")


RULE = Rule(
    id="log-retention",
    title="A log is kept for a year, and not for ever",
    why="Break-ins are found after months; a log without an end is a cost and a liability.",
    remedy="set retentionInDays to 365 or more",
    severity=Severity.MEDIUM,
    applies_to=(kinds.LOG_GROUP,),
    controls=(nist("AU-11"), nist("SI-12")),
    settings={"days": Setting(default=365, schema={"type": "number", "minimum": 1, "maximum": 3653})},
    check=check,
)
