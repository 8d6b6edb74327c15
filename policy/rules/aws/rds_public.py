"""Databases are not on the internet."""

from policy import expect, kinds
from policy.controls import cis, fsbp
from policy.facts import Resource
from policy.rule import Results, Rule, Severity


def check(database: Resource) -> Results:
    """Instances, also those of a cluster."""
    yield from expect.off(database["publiclyAccessible"], "the database gets a public address")


RULE = Rule(
    id="rds-public",
    title="A database has no public address",
    why="A password is then all that stands between the internet and the data.",
    remedy="leave publiclyAccessible off",
    severity=Severity.CRITICAL,
    applies_to=(kinds.DATABASE, "aws:rds/clusterInstance:ClusterInstance"),
    controls=(fsbp("RDS.2"), cis("2.3.3")),
    check=check,
)
