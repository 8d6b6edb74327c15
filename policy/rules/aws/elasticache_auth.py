"""Caches ask who is there."""

from policy import kinds
from policy.controls import fsbp, nist
from policy.facts import Resource
from policy.rule import Finding, Results, Rule, Severity


def check(cache: Resource) -> Results:
    """A password or user groups."""
    token = cache["authToken"]
    if not token.unknown and not token and not cache["authTokenWo"] and not cache["userGroupIds"]:
        yield Finding(token, "whoever reaches the port reads everything")


RULE = Rule(
    id="elasticache-auth",
    title="A cache asks for a password or a user",
    why="A security group is one rule away from letting someone in.",
    remedy="set authToken from a generated secret, or userGroupIds",
    severity=Severity.HIGH,
    applies_to=(kinds.CACHE,),
    controls=(fsbp("ElastiCache.6"), nist("AC-3")),
    check=check,
)
