"""Balancers log who called."""

from policy import kinds
from policy.controls import fsbp, nist
from policy.facts import Resource
from policy.rule import Finding, Results, Rule, Severity


def check(balancer: Resource) -> Results:
    """Into a bucket, and switched on."""
    logs = balancer["accessLogs"]
    if not logs.unknown and logs["enabled"].flag() is not True:
        yield Finding(logs, "no request is recorded")


RULE = Rule(
    id="lb-access-logs",
    title="A balancer logs its requests",
    why="The application's own log says nothing of requests that never reached it.",
    remedy="set accessLogs with a bucket, enabled",
    severity=Severity.MEDIUM,
    applies_to=kinds.LOAD_BALANCERS,
    controls=(fsbp("ELB.5"), nist("AU-12(a)")),
    check=check,
)
