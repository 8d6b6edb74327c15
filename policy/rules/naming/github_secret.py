"""Names of GitHub secrets."""

from policy import kinds
from policy.facts import Resource
from policy.names import misnomer
from policy.rule import Finding, Results, Rule, Severity


def check(secret: Resource) -> Results:
    """UPPER_SNAKE, and not GitHub's own prefix."""
    if wrong := misnomer(secret["secretName"], "github"):
        yield Finding(secret["secretName"], wrong)


RULE = Rule(
    id="naming-github-secret",
    title="A GitHub secret has an UPPER_SNAKE name that does not start with GITHUB_",
    why=(
        "GitHub refuses the prefix GITHUB_ and folds the case of the rest: a workflow that reads the name as "
        "written finds nothing."
    ),
    remedy="give the secret an alias for this destination in the catalogue",
    severity=Severity.MEDIUM,
    applies_to=kinds.GITHUB_SECRETS,
    check=check,
)
