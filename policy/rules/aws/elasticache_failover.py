"""Production caches survive the loss of a node."""

from policy import expect, kinds
from policy.controls import fsbp
from policy.facts import Resource
from policy.rule import Results, Rule, Severity


def check(cache: Resource) -> Results:
    """Where losing it loses service: not in local and staging."""
    if cache.environment not in ("local", "staging"):
        yield from expect.on(cache["automaticFailoverEnabled"], "the loss of one node takes the cache away")


RULE = Rule(
    id="elasticache-failover",
    title="A production cache fails over by itself",
    why="A node is lost more often than anyone plans for.",
    remedy="set automaticFailoverEnabled, with two nodes or more",
    severity=Severity.MEDIUM,
    applies_to=(kinds.CACHE,),
    controls=(fsbp("ElastiCache.3"),),
    check=check,
)
