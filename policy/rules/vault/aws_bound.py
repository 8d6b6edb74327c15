"""AWS roles of Vault are bound to somebody."""

from policy import kinds
from policy.controls import LEAST_PRIVILEGE, nist
from policy.facts import Resource
from policy.rule import Finding, Results, Rule, Severity, each
from policy.values import Value

_BOUNDS = (
    "boundIamPrincipalArns",
    "boundIamRoleArns",
    "boundIamInstanceProfileArns",
    "boundEc2InstanceIds",
    "boundAccountIds",
)


def check(role: Resource) -> Results:
    """At least one bound, and none that is a wildcard for everyone."""
    bounds = [role[prop] for prop in _BOUNDS]
    if not any(bound.unknown or bound for bound in bounds):
        yield Finding("", "no principal, instance or account is named: any of AWS may log in")
    for bound in bounds:
        yield from each(bound.items(), _bound)


def _bound(bound: Value) -> Results:
    if bound.text() == "*":
        yield Finding(bound, "every principal of AWS may log in")


RULE = Rule(
    id="vault-aws-bound",
    title="An AWS role of Vault is bound to principals",
    why="Signing a request with some AWS key is no proof of being ours.",
    remedy="set boundIamPrincipalArns to the roles that may log in",
    severity=Severity.CRITICAL,
    applies_to=(kinds.VAULT_AWS_ROLE,),
    controls=(LEAST_PRIVILEGE, nist("AC-3")),
    check=check,
)
