"""Security groups and their rules say what for."""

from policy import expect, kinds
from policy.facts import Resource
from policy.rule import Finding, Results, Rule, Severity, each


def check(resource: Resource) -> Results:
    """Groups, inline rules, and rules that are resources of their own."""
    description = resource["description"]
    if not description or description.text() == "Managed by Pulumi":
        yield Finding(description, "nobody can tell what it is for")
    if resource.type == kinds.SECURITY_GROUP:
        for prop in ("ingress", "egress"):
            yield from each(
                resource[prop].items(), lambda rule: expect.given(rule["description"], "a rule without a reason")
            )


RULE = Rule(
    id="security-group-description",
    title="A security group and each of its rules say what for",
    why="A rule without a reason is never removed: nobody dares.",
    remedy="write a description: who talks to whom, and why",
    severity=Severity.LOW,
    applies_to=(kinds.SECURITY_GROUP, kinds.INGRESS_RULE, kinds.EGRESS_RULE, kinds.SECURITY_GROUP_RULE),
    check=check,
)
