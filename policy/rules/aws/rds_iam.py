"""Databases let people in by IAM."""

from policy import expect, kinds
from policy.controls import fsbp
from policy.facts import Resource
from policy.rule import Results, Rule, Severity


def check(database: Resource) -> Results:
    """Engines that offer it."""
    if (database["engine"].text() or "").startswith(("postgres", "mysql", "mariadb", "aurora")):
        yield from expect.on(database["iamDatabaseAuthenticationEnabled"], "only passwords open it")


RULE = Rule(
    id="rds-iam",
    title="A database lets people in by IAM",
    why=(
        "A person's short-lived token needs no rotation and leaves a name in the log; a shared password does neither."
    ),
    remedy="set iamDatabaseAuthenticationEnabled",
    severity=Severity.LOW,
    applies_to=(kinds.DATABASE, kinds.DATABASE_CLUSTER),
    controls=(fsbp("RDS.10"), fsbp("RDS.12")),
    check=check,
)
