"""Production tables can't be deleted by mistake."""

from policy import expect, kinds
from policy.controls import fsbp
from policy.facts import Resource
from policy.rule import Results, Rule, Severity


def check(table: Resource) -> Results:
    """Not in local and staging."""
    if table.environment not in ("local", "staging"):
        yield from expect.on(table["deletionProtectionEnabled"], "one request deletes the table")


RULE = Rule(
    id="dynamodb-deletion",
    title="A production table is protected from deletion",
    why="A replacement that a preview shows in one line deletes the data.",
    remedy="set deletionProtectionEnabled",
    severity=Severity.MEDIUM,
    applies_to=(kinds.TABLE,),
    controls=(fsbp("DynamoDB.6"),),
    check=check,
)
