"""Balancers reach Vault over TLS."""

from policy.controls import IN_TRANSIT
from policy.facts import Resource
from policy.rule import Finding, Results, Rule, Severity

_VAULT = 8200


def check(group: Resource) -> Results:
    """A target on Vault's port is spoken to in HTTPS or TLS."""
    if group["port"].number() == _VAULT and group["protocol"].text() in ("HTTP", "TCP_UDP"):
        yield Finding(group["protocol"], "tokens travel in the clear between the balancer and Vault")


RULE = Rule(
    id="lb-target-protocol",
    title="A balancer speaks TLS to Vault",
    why="The network behind the balancer is not more trustworthy than the one before it.",
    remedy="set protocol to HTTPS",
    severity=Severity.HIGH,
    applies_to=("aws:lb/targetGroup:TargetGroup", "aws:alb/targetGroup:TargetGroup"),
    controls=(IN_TRANSIT,),
    check=check,
)
