"""The default security group lets nothing through."""

from policy.controls import cis, fsbp
from policy.facts import Resource
from policy.rule import Finding, Results, Rule, Severity


def check(group: Resource) -> Results:
    """No rules at all."""
    for prop in ("ingress", "egress"):
        if group[prop]:
            yield Finding(group[prop], "the default group has rules")


RULE = Rule(
    id="default-security-group",
    title="The default security group has no rules",
    why="What is put into no group of its own lands in this one.",
    remedy="leave ingress and egress empty, and give everything a group of its own",
    severity=Severity.MEDIUM,
    applies_to=("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",),
    controls=(fsbp("EC2.2"), cis("5.4")),
    check=check,
)
