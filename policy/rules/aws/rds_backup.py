"""Databases are backed up."""

from policy import expect, kinds
from policy.controls import fsbp, nist
from policy.facts import Resource
from policy.rule import Results, Rule, Setting, Severity


def check(database: Resource, *, days: float) -> Results:
    """An instance of a cluster and a replica take this from there."""
    if not database["replicateSourceDb"]:
        yield from expect.at_least(database["backupRetentionPeriod"], days, f"backups are kept less than {days:g} days")


RULE = Rule(
    id="rds-backup",
    title="A database is backed up for a week at least",
    why="Most losses are noticed after the weekend.",
    remedy="set backupRetentionPeriod to 7 or more",
    severity=Severity.MEDIUM,
    applies_to=(kinds.DATABASE, kinds.DATABASE_CLUSTER),
    controls=(fsbp("RDS.11"), nist("CP-9(a)")),
    settings={"days": Setting(default=7, schema={"type": "number", "minimum": 1, "maximum": 35})},
    check=check,
)
