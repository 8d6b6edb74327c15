"""Production databases survive the loss of a zone."""

from policy import expect, kinds
from policy.controls import fsbp
from policy.facts import Resource
from policy.rule import Results, Rule, Severity


def check(database: Resource) -> Results:
    """An instance of its own; a cluster has its instances in several zones."""
    if database.environment not in ("local", "staging") and not database["replicateSourceDb"]:
        yield from expect.on(database["multiAz"], "the loss of one zone takes the database away")


RULE = Rule(
    id="rds-zones",
    title="A production database stands in two zones",
    why="A zone is lost more often than anyone plans for.",
    remedy="set multiAz, with subnets in two zones",
    severity=Severity.MEDIUM,
    applies_to=(kinds.DATABASE,),
    controls=(fsbp("RDS.5"),),
    check=check,
)
