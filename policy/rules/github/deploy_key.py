"""Deploy keys only read."""

from policy import expect
from policy.controls import LEAST_PRIVILEGE
from policy.facts import Resource
from policy.rule import Results, Rule, Severity


def check(key: Resource) -> Results:
    """GitHub takes read-only where nothing is said."""
    yield from expect.not_off(key["readOnly"], "whoever has the key may change the program that deploys")


RULE = Rule(
    id="github-deploy-key",
    title="A deploy key only reads",
    why="A deploy key belongs to no person, has no end and is on a machine.",
    remedy="leave readOnly on; write by a workflow's own token",
    severity=Severity.HIGH,
    applies_to=("github:index/repositoryDeployKey:RepositoryDeployKey",),
    controls=(LEAST_PRIVILEGE,),
    check=check,
)
