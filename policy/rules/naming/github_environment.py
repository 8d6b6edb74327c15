"""Names of GitHub environments."""

from policy import kinds
from policy.facts import Resource
from policy.names import misnomer
from policy.rule import Finding, Results, Rule, Severity


def check(environment: Resource) -> Results:
    """A lower-case word or words."""
    if wrong := misnomer(environment["environment"], "purpose"):
        yield Finding(environment["environment"], wrong)


RULE = Rule(
    id="naming-github-environment",
    title="A GitHub environment is named with lower-case words joined by -",
    why=(
        "The name is part of the OIDC subject (repo:owner/name:environment:...), which trust policies compare "
        "letter by letter."
    ),
    remedy="rename the environment, and its name in the trust policies that mean it",
    severity=Severity.LOW,
    applies_to=(kinds.GITHUB_ENVIRONMENT,),
    check=check,
)
