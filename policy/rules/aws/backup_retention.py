"""Backups are kept long enough."""

from policy import expect, kinds
from policy.controls import nist
from policy.facts import Resource
from policy.rule import Results, Rule, Setting, Severity, each
from policy.values import Value


def check(plan: Resource, *, days: float) -> Results:
    """Each rule; a rule without an end keeps for ever, which is long enough."""
    yield from each(plan["rules"].items(), _rule, days)


def _rule(rule: Value, days: float) -> Results:
    after = rule["lifecycle"]["deleteAfter"]
    if after.present:
        yield from expect.at_least(after, days, f"backups are deleted after less than {days:g} days")


RULE = Rule(
    id="backup-retention",
    title="A backup is kept for a week at least",
    why="Most losses are noticed after the weekend.",
    remedy="set lifecycle.deleteAfter to 7 or more",
    severity=Severity.LOW,
    applies_to=(kinds.BACKUP_PLAN,),
    controls=(nist("CP-9(a)"),),
    settings={"days": Setting(default=7, schema={"type": "number", "minimum": 1})},
    check=check,
)
