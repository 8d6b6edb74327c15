"""Caches are encrypted on disk."""

from policy import expect, kinds
from policy.controls import AT_REST, fsbp
from policy.facts import Resource
from policy.rule import Results, Rule, Severity


def check(cache: Resource) -> Results:
    """Replication groups."""
    yield from expect.on(cache["atRestEncryptionEnabled"], "what it writes to disk and to backups is not encrypted")


RULE = Rule(
    id="elasticache-at-rest",
    title="A cache is encrypted at rest",
    why="Sessions and tokens end up in caches, and caches in backups.",
    remedy="set atRestEncryptionEnabled",
    severity=Severity.HIGH,
    applies_to=(kinds.CACHE,),
    controls=(fsbp("ElastiCache.4"), AT_REST),
    check=check,
)
