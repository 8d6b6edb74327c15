"""Production databases can't be deleted by mistake."""

from policy import expect, kinds
from policy.controls import fsbp
from policy.facts import Resource
from policy.rule import Results, Rule, Severity


def check(database: Resource) -> Results:
    """Where losing it loses data: not in local and staging. The last snapshot is taken everywhere else too."""
    if database.environment in ("local", "staging"):
        return
    yield from expect.on(database["deletionProtection"], "one request deletes the database")
    yield from expect.off(database["skipFinalSnapshot"], "it is deleted without a last snapshot")


RULE = Rule(
    id="rds-deletion",
    title="A production database is protected from deletion",
    why="A replacement that a preview shows in one line deletes the data.",
    remedy="set deletionProtection, and take the final snapshot",
    severity=Severity.HIGH,
    applies_to=(kinds.DATABASE, kinds.DATABASE_CLUSTER),
    controls=(fsbp("RDS.7"), fsbp("RDS.8")),
    check=check,
)
