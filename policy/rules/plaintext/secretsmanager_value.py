"""No Secrets Manager value from the program's text."""

from policy import kinds
from policy.controls import NO_PLAINTEXT
from policy.facts import Stack
from policy.provenance import literals
from policy.rule import Results, Severity, StackRule


def check(stack: Stack) -> Results:
    """The value comes from a resource, or a person puts it."""
    yield from literals(stack, {kinds.SECRET_VERSION: ("secretString", "secretBinary", "secretStringWo")})


RULE = StackRule(
    id="hardcoded-secretsmanager-value",
    title="A Secrets Manager value is not written out in the program",
    why=(
        "A literal looks like a generated value once the SDK has marked it secret. It is in the repository, in "
        "its history and in the state."
    ),
    remedy="generate the value with a resource, or put it with `strongroom put`; then rotate it",
    severity=Severity.CRITICAL,
    controls=NO_PLAINTEXT,
    check=check,
)
