"""Function URLs ask who is there."""

from policy import kinds
from policy.controls import fsbp, nist
from policy.facts import Resource
from policy.rule import Finding, Results, Rule, Severity


def check(url: Resource) -> Results:
    """IAM, not nobody."""
    kind = url["authorizationType"]
    if kind.text() != "AWS_IAM":
        yield Finding(kind, "whoever knows the address runs the function")


RULE = Rule(
    id="lambda-url",
    title="A function URL asks for IAM",
    why="The address is in logs and browsers; it is no secret.",
    remedy="set authorizationType to AWS_IAM",
    severity=Severity.HIGH,
    applies_to=(kinds.FUNCTION_URL,),
    controls=(fsbp("Lambda.1"), nist("AC-3")),
    check=check,
)
