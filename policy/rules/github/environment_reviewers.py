"""Somebody approves what goes to production."""

from policy import kinds
from policy.controls import nist
from policy.facts import Resource
from policy.github_names import is_production
from policy.rule import Finding, Results, Rule, Severity


def check(environment: Resource) -> Results:
    """Where the environment's name says production: people or a team."""
    reviewers = environment["reviewers"]
    if is_production(environment["environment"].text() or "") and not reviewers:
        yield Finding(reviewers, "a workflow reaches production's secrets without anyone's consent")


RULE = Rule(
    id="github-environment-reviewers",
    title="A production environment has reviewers",
    why="A merged workflow file is all it takes otherwise to print production's secrets.",
    remedy="set reviewers to a team",
    severity=Severity.HIGH,
    applies_to=(kinds.GITHUB_ENVIRONMENT,),
    controls=(nist("AC-3(2)"),),
    check=check,
)
