"""Roles don't trust everyone."""

from policy import kinds
from policy.controls import LEAST_PRIVILEGE, nist
from policy.documents import statements
from policy.facts import Resource
from policy.rule import Finding, Results, Rule, Severity


def check(role: Resource) -> Results:
    """No principal `*`; conditions on a principal `*` don't save it."""
    for statement in statements(role["assumeRolePolicy"]):
        if statement.allows and (statement.for_everyone or statement.not_principals):
            yield Finding(statement.where, f"{statement.name} trusts every AWS principal")


RULE = Rule(
    id="iam-trust",
    title="A role does not trust everyone",
    why="The role's ARN is no secret, and it is all that a stranger needs then.",
    remedy="name the principals",
    severity=Severity.CRITICAL,
    applies_to=(kinds.ROLE,),
    controls=(LEAST_PRIVILEGE, nist("AC-3")),
    check=check,
)
