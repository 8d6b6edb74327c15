"""Names of GitHub variables."""

from policy import kinds
from policy.facts import Resource
from policy.names import misnomer
from policy.rule import Finding, Results, Rule, Severity


def check(variable: Resource) -> Results:
    """UPPER_SNAKE, and not GitHub's own prefix."""
    if wrong := misnomer(variable["variableName"], "github"):
        yield Finding(variable["variableName"], wrong)


RULE = Rule(
    id="naming-github-variable",
    title="A GitHub variable has an UPPER_SNAKE name that does not start with GITHUB_",
    why=(
        "Variables and secrets share one way of being named, so that moving a value from one to the other changes "
        "no workflow."
    ),
    remedy="rename the variable",
    severity=Severity.MEDIUM,
    applies_to=kinds.GITHUB_VARIABLES,
    check=check,
)
