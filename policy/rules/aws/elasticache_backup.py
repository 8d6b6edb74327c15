"""Production caches are backed up."""

from policy import expect, kinds
from policy.controls import fsbp, nist
from policy.facts import Resource
from policy.rule import Results, Rule, Severity


def check(cache: Resource) -> Results:
    """A day at least; not in local and staging."""
    if cache.environment not in ("local", "staging"):
        yield from expect.at_least(cache["snapshotRetentionLimit"], 1, "no snapshot is kept")


RULE = Rule(
    id="elasticache-backup",
    title="A production cache is backed up",
    why="What is only in the cache is gone with it.",
    remedy="set snapshotRetentionLimit",
    severity=Severity.LOW,
    applies_to=(kinds.CACHE,),
    controls=(fsbp("ElastiCache.1"), nist("CP-9(a)")),
    check=check,
)
