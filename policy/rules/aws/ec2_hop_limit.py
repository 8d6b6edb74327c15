"""Metadata stay on the instance."""

from policy import kinds
from policy.controls import fsbp
from policy.facts import Resource
from policy.rule import Finding, Results, Rule, Severity


def check(machine: Resource) -> Results:
    """One hop; EC2 takes 1 where none is given."""
    limit = machine["metadataOptions"]["httpPutResponseHopLimit"]
    if (limit.number() or 1) > 1:
        yield Finding(limit, "a container or a proxy on the instance reaches its metadata")


RULE = Rule(
    id="ec2-hop-limit",
    title="Instance metadata go one hop at most",
    why="With more than one hop, every container on the instance gets the instance's role.",
    remedy="set metadataOptions.httpPutResponseHopLimit to 1",
    severity=Severity.MEDIUM,
    applies_to=(kinds.INSTANCE, kinds.LAUNCH_TEMPLATE, kinds.LAUNCH_CONFIGURATION),
    controls=(fsbp("AutoScaling.4"),),
    check=check,
)
