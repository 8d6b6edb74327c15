"""Users of caches prove who they are."""

from policy import kinds
from policy.controls import fsbp, nist
from policy.facts import Resource
from policy.rule import Finding, Results, Rule, Severity

_NONE = "no-password-required"


def check(user: Resource) -> Results:
    """Neither way of saying it; a user that is switched off lets nobody in."""
    if "off" in (user["accessString"].text() or "").split():
        return
    kind = user["authenticationMode"]["type"]
    if kind.text() == _NONE:
        yield Finding(kind, f"{_NONE}: whoever reaches the port is this user")
    if user["noPasswordRequired"].flag() is True:
        yield Finding(user["noPasswordRequired"], "whoever reaches the port is this user")


RULE = Rule(
    id="elasticache-user",
    title="A user of a cache has a password or IAM",
    why="A cache with users asks who is there; one such user in its group answers for everybody.",
    remedy="set authenticationMode to iam or password, or switch the user off in its accessString",
    severity=Severity.HIGH,
    applies_to=(kinds.CACHE_USER,),
    controls=(fsbp("ElastiCache.6"), nist("AC-3")),
    check=check,
)
