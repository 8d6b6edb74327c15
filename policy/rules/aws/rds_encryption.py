"""Databases are encrypted."""

from policy import expect, kinds
from policy.controls import AT_REST, cis, fsbp
from policy.facts import Resource
from policy.rule import Results, Rule, Severity


def check(database: Resource) -> Results:
    """A replica takes this from its source."""
    if not database["replicateSourceDb"] and not database["replicationSourceIdentifier"]:
        yield from expect.on(database["storageEncrypted"], "data, backups and snapshots are not encrypted")


RULE = Rule(
    id="rds-encryption",
    title="A database is encrypted at rest",
    why="Snapshots are copied and shared; encryption can't be added to a database that exists.",
    remedy="set storageEncrypted, with a key of ours",
    severity=Severity.HIGH,
    applies_to=(kinds.DATABASE, kinds.DATABASE_CLUSTER),
    controls=(fsbp("RDS.3"), fsbp("RDS.27"), cis("2.3.1"), AT_REST),
    check=check,
)
