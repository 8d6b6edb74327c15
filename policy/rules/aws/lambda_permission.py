"""Services run a function for us only."""

from policy import kinds
from policy.controls import LEAST_PRIVILEGE, fsbp
from policy.facts import Resource
from policy.masking import quoted
from policy.rule import Finding, Results, Rule, Severity

_NARROWING = ("sourceArn", "sourceAccount", "principalOrgId")


def check(permission: Resource) -> Results:
    """A permission for a service says whose; one for everyone is none."""
    principal = permission["principal"]
    narrowed = any(permission[prop].unknown or permission[prop] for prop in _NARROWING)
    if principal.text() == "*" and not narrowed:
        yield Finding(principal, "everyone may run the function")
    elif (principal.text() or "").endswith(".amazonaws.com") and not narrowed:
        yield Finding(permission["sourceArn"], f"{quoted(principal)} may run it on behalf of any account")


RULE = Rule(
    id="lambda-permission",
    title="A permission to run a function says whose request",
    why=("A service acts for every customer: without a source, another account's secret or bucket runs our function."),
    remedy="set sourceArn or sourceAccount",
    severity=Severity.HIGH,
    applies_to=(kinds.FUNCTION_PERMISSION,),
    controls=(fsbp("Lambda.1"), LEAST_PRIVILEGE),
    check=check,
)
