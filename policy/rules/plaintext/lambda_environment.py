"""No secret in the environment of a Lambda function."""

from policy.detect.formats import known
from policy.facts import Resource
from policy.masking import masked
from policy.rule import Finding, Results, Rule, Severity, each
from policy.values import Value


def check(function: Resource) -> Results:
    """Each variable on its own: a value marked secret, or one whose format gives it away."""
    yield from each(function["environment"]["variables"].leaves(), _leaf)


def _leaf(variable: Value) -> Results:
    if variable.secret:
        yield Finding(variable, f"{masked(variable)}, marked secret, is handed over in the clear")
    for detection in known(variable.text() or ""):
        yield Finding(variable, f"holds a secret in the clear: {detection}")


RULE = Rule(
    id="plaintext-lambda-environment",
    title="The environment of a Lambda function holds no secret",
    why=(
        "Everyone who may read the function's configuration reads its environment, the console shows it, and a "
        "rotation does not reach it. The mark `secret` protects the state, not the function."
    ),
    remedy="hand over the secret's ARN and let the function read the value from Secrets Manager",
    severity=Severity.CRITICAL,
    applies_to=("aws:lambda/function:Function",),
    check=check,
)
