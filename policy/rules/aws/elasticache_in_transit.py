"""Caches speak TLS."""

from policy import expect, kinds
from policy.controls import IN_TRANSIT, fsbp
from policy.facts import Resource
from policy.rule import Finding, Results, Rule, Severity


def check(cache: Resource) -> Results:
    """Replication groups; preferred is not required."""
    yield from expect.on(cache["transitEncryptionEnabled"], "values and the password travel in the clear")
    mode = cache["transitEncryptionMode"]
    if mode.text() == "preferred":
        yield Finding(mode, "connections without TLS are taken as well")


RULE = Rule(
    id="elasticache-in-transit",
    title="A cache is encrypted in transit",
    why="The password of the cache is sent with each connection.",
    remedy="set transitEncryptionEnabled, and no mode but required",
    severity=Severity.HIGH,
    applies_to=(kinds.CACHE,),
    controls=(fsbp("ElastiCache.5"), IN_TRANSIT),
    check=check,
)
