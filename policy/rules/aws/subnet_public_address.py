"""Subnets hand out no public addresses."""

from policy import expect, kinds
from policy.controls import fsbp
from policy.facts import Resource
from policy.rule import Results, Rule, Severity


def check(subnet: Resource) -> Results:
    """Also public ones: what needs an address there asks for it."""
    yield from expect.off(subnet["mapPublicIpOnLaunch"], "everything that starts in it gets a public address")


RULE = Rule(
    id="subnet-public-address",
    title="A subnet hands out no public addresses by itself",
    why="An instance that lands in the wrong subnet is then unreachable, not public.",
    remedy="leave mapPublicIpOnLaunch off",
    severity=Severity.MEDIUM,
    applies_to=(kinds.SUBNET,),
    controls=(fsbp("EC2.15"),),
    check=check,
)
