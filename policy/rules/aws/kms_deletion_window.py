"""A deleted KMS key can be brought back for long enough."""

from policy import expect, kinds
from policy.controls import fsbp
from policy.facts import Resource
from policy.rule import Results, Rule, Setting, Severity


def check(key: Resource, *, days: float) -> Results:
    """The window is the longest time for noticing; KMS takes 30 days where none is given."""
    window = key["deletionWindowInDays"]
    if window.present:
        yield from expect.at_least(window, days, f"a deleted key is gone after less than {days:g} days")


RULE = Rule(
    id="kms-deletion-window",
    title="A KMS key waits 30 days before it is deleted",
    why="A key that is gone takes its data with it. The window is all the time there is to notice.",
    remedy="set deletionWindowInDays to 30",
    severity=Severity.MEDIUM,
    applies_to=kinds.KEYS,
    controls=(fsbp("KMS.3"),),
    settings={"days": Setting(default=30, schema={"type": "number", "minimum": 7, "maximum": 30})},
    check=check,
)
