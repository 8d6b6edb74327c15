"""Workflows use actions that somebody chose."""

from policy.controls import LEAST_PRIVILEGE
from policy.facts import Resource
from policy.rule import Finding, Results, Rule, Severity


def check(permissions: Resource) -> Results:
    """Local ones or a selection."""
    allowed = permissions["allowedActions"]
    if allowed.text() == "all":
        yield Finding(allowed, "any action of anyone may run next to the secrets")


RULE = Rule(
    id="github-actions-allowed",
    title="Only selected actions may run",
    why=("An action runs with everything that the job has: a tag of a stranger's repository is moved in a second."),
    remedy="set allowedActions to selected or local_only",
    severity=Severity.MEDIUM,
    applies_to=(
        "github:index/actionsRepositoryPermissions:ActionsRepositoryPermissions",
        "github:index/actionsOrganizationPermissions:ActionsOrganizationPermissions",
    ),
    controls=(LEAST_PRIVILEGE,),
    check=check,
)
