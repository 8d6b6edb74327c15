"""IAM policies don't allow by exception."""

from policy import kinds
from policy.controls import LEAST_PRIVILEGE
from policy.documents import statements
from policy.facts import Resource
from policy.rule import Finding, Results, Rule, Severity


def check(policy: Resource) -> Results:
    """NotAction only in a statement that denies."""
    for statement in statements(policy[kinds.IDENTITY_POLICIES[policy.type]]):
        if statement.allows and statement.not_actions:
            yield Finding(
                statement.where, f"{statement.name} allows everything but {len(statement.not_actions)} actions"
            )


RULE = Rule(
    id="iam-not-action",
    title="An IAM policy does not allow by exception",
    why="Everything but a list is nearly everything, and more with each new service.",
    remedy="list what is allowed under Action",
    severity=Severity.HIGH,
    applies_to=tuple(kinds.IDENTITY_POLICIES),
    controls=(LEAST_PRIVILEGE,),
    check=check,
)
