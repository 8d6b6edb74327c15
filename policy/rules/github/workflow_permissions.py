"""Workflows start with few rights."""

from policy import expect
from policy.controls import LEAST_PRIVILEGE
from policy.facts import Resource
from policy.rule import Finding, Results, Rule, Severity


def check(permissions: Resource) -> Results:
    """Read is the default for their token, and they approve nothing."""
    default = permissions["defaultWorkflowPermissions"]
    if default.text() == "write":
        yield Finding(default, "every workflow may write to the repository")
    approves = permissions["canApprovePullRequestReviews"]
    yield from expect.off(approves, "a workflow may approve the change that changed it")


RULE = Rule(
    id="github-workflow-permissions",
    title="A workflow's own token reads only, and approves nothing",
    why="A compromised action acts with the token of the workflow that uses it.",
    remedy="set defaultWorkflowPermissions to read",
    severity=Severity.MEDIUM,
    applies_to=(
        "github:index/workflowRepositoryPermissions:WorkflowRepositoryPermissions",
        "github:index/actionsOrganizationWorkflowPermissions:ActionsOrganizationWorkflowPermissions",
    ),
    controls=(LEAST_PRIVILEGE,),
    check=check,
)
