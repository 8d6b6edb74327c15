"""Organisation secrets go to the repositories that need them."""

from policy import kinds
from policy.controls import LEAST_PRIVILEGE
from policy.facts import Resource
from policy.rule import Finding, Results, Rule, Severity


def check(secret: Resource) -> Results:
    """Not to all."""
    visibility = secret["visibility"]
    if visibility.text() == "all":
        yield Finding(visibility, "every repository of the organisation gets it, also the next one")


RULE = Rule(
    id="github-organisation-secret",
    title="An organisation secret is visible to selected repositories only",
    why="Whoever may create a repository reads the secret by a workflow in it.",
    remedy="set visibility to selected, with selectedRepositoryIds",
    severity=Severity.HIGH,
    applies_to=kinds.GITHUB_ORGANISATION_SECRETS,
    controls=(LEAST_PRIVILEGE,),
    check=check,
)
