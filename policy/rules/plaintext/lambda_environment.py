"""No secret in the environment of a Lambda function."""

from policy.controls import NO_PLAINTEXT
from policy.exposure import exposed
from policy.facts import Resource
from policy.rule import Results, Rule, Severity


def check(function: Resource) -> Results:
    """Each variable on its own."""
    yield from exposed(function["environment"]["variables"], "the function's environment")


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
    controls=NO_PLAINTEXT,
    check=check,
)
