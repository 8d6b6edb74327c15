"""Tables can be restored to any second."""

from policy import expect, kinds
from policy.controls import fsbp, nist
from policy.facts import Resource
from policy.rule import Results, Rule, Severity


def check(table: Resource) -> Results:
    """Point-in-time recovery."""
    yield from expect.on(table["pointInTimeRecovery"]["enabled"], "what is overwritten is gone")


RULE = Rule(
    id="dynamodb-recovery",
    title="A table has point-in-time recovery",
    why="A faulty writer is noticed after it has written.",
    remedy="set pointInTimeRecovery.enabled",
    severity=Severity.MEDIUM,
    applies_to=(kinds.TABLE,),
    controls=(fsbp("DynamoDB.2"), nist("CP-9(a)")),
    check=check,
)
