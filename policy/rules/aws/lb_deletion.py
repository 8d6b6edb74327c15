"""Balancers of production can't be deleted by mistake."""

from policy import expect, kinds
from policy.controls import fsbp
from policy.facts import Resource
from policy.rule import Results, Rule, Severity


def check(balancer: Resource) -> Results:
    """Where losing it loses service: not in local and staging."""
    if balancer.environment not in ("local", "staging"):
        yield from expect.on(balancer["enableDeletionProtection"], "one request deletes the way in")


RULE = Rule(
    id="lb-deletion",
    title="A production balancer is protected from deletion",
    why="Its address is in everyone's configuration; a new one has another.",
    remedy="set enableDeletionProtection",
    severity=Severity.MEDIUM,
    applies_to=kinds.LOAD_BALANCERS,
    controls=(fsbp("ELB.6"),),
    check=check,
)
