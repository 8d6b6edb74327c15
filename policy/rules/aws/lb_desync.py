"""Balancers refuse ambiguous requests."""

from policy import kinds
from policy.controls import fsbp
from policy.facts import Resource
from policy.rule import Finding, Results, Rule, Severity


def check(balancer: Resource) -> Results:
    """Defensive is the default."""
    mode = balancer["desyncMitigationMode"]
    if mode.text() == "monitor":
        yield Finding(mode, "ambiguous requests are only counted")


RULE = Rule(
    id="lb-desync",
    title="A balancer refuses ambiguous requests",
    why="A request that balancer and server take apart differently hides a second one.",
    remedy="set desyncMitigationMode to defensive or strictest",
    severity=Severity.MEDIUM,
    applies_to=kinds.LOAD_BALANCERS,
    controls=(fsbp("ELB.12"),),
    check=check,
)
