"""Balancers drop headers that are no headers."""

from policy import expect, kinds
from policy.controls import fsbp
from policy.facts import Resource
from policy.rule import Results, Rule, Severity


def check(balancer: Resource) -> Results:
    """Application balancers only: the others don't read headers."""
    if balancer["loadBalancerType"].text() in (None, "application"):
        yield from expect.on(balancer["dropInvalidHeaderFields"], "malformed headers reach the targets")


RULE = Rule(
    id="lb-headers",
    title="An application balancer drops invalid headers",
    why="Balancer and server may read a malformed header differently; request smuggling lives on that.",
    remedy="set dropInvalidHeaderFields",
    severity=Severity.MEDIUM,
    applies_to=kinds.LOAD_BALANCERS,
    controls=(fsbp("ELB.4"),),
    check=check,
)
