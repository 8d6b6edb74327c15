"""Nobody approves for himself."""

from policy import expect, kinds
from policy.controls import nist
from policy.facts import Resource
from policy.github_names import is_production
from policy.rule import Finding, Results, Rule, Severity


def check(environment: Resource) -> Results:
    """No self-review and no bypass for administrators, where the environment's name says production."""
    if is_production(environment["environment"].text() or ""):
        yield from expect.on(environment["preventSelfReview"], "who starts the deployment may approve it")
        if environment["canAdminsBypass"].flag() is not False:
            yield Finding(environment["canAdminsBypass"], "administrators go past the reviewers")


RULE = Rule(
    id="github-environment-bypass",
    title="Nobody goes past the reviewers of a production environment",
    why="An approval that one person can give alone is none.",
    remedy="set preventSelfReview, and canAdminsBypass to false",
    severity=Severity.MEDIUM,
    applies_to=(kinds.GITHUB_ENVIRONMENT,),
    controls=(nist("AC-3(2)"),),
    check=check,
)
