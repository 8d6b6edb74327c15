"""Only known branches reach production."""

from policy import kinds
from policy.controls import nist
from policy.facts import Resource
from policy.github_names import is_production
from policy.rule import Finding, Results, Rule, Severity


def check(environment: Resource) -> Results:
    """Protected branches or patterns, where the environment's name says production."""
    policy = environment["deploymentBranchPolicy"]
    if not is_production(environment["environment"].text() or ""):
        return
    if not policy:
        yield Finding(policy, "every branch of the repository reaches production's secrets")
    elif policy["protectedBranches"].flag() is not True and policy["customBranchPolicies"].flag() is not True:
        yield Finding(policy, "neither protected branches nor patterns are asked for")


RULE = Rule(
    id="github-environment-branches",
    title="A production environment takes deployments from named branches only",
    why="Anyone who may push a branch may push one with another workflow in it.",
    remedy="set deploymentBranchPolicy, with protected branches or patterns",
    severity=Severity.HIGH,
    applies_to=(kinds.GITHUB_ENVIRONMENT,),
    controls=(nist("AC-3"),),
    check=check,
)
