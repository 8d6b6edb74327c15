"""IAM policies name the roles that they pass."""

from policy import kinds
from policy.controls import LEAST_PRIVILEGE
from policy.documents import statements
from policy.facts import Resource
from policy.rule import Finding, Results, Rule, Severity


def check(policy: Resource) -> Results:
    """iam:PassRole never goes with every role."""
    for statement in statements(policy[kinds.IDENTITY_POLICIES[policy.type]]):
        if statement.grants("iam:PassRole") and any(r == "*" or r.endswith(":role/*") for r in statement.resources):
            yield Finding(statement.where, f"{statement.name} passes any role to a service")


RULE = Rule(
    id="iam-pass-role",
    title="A policy names the roles that it passes",
    why="Who may pass any role to a function or an instance has the rights of every role.",
    remedy="list the roles, and narrow by iam:PassedToService",
    severity=Severity.HIGH,
    applies_to=tuple(kinds.IDENTITY_POLICIES),
    controls=(LEAST_PRIVILEGE,),
    check=check,
)
