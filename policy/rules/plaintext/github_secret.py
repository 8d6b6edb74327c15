"""No GitHub secret with a value from the program's text."""

from policy import kinds
from policy.controls import NO_PLAINTEXT
from policy.facts import Stack
from policy.provenance import literals
from policy.rule import Results, Severity, StackRule


def check(stack: Stack) -> Results:
    """The value comes from a resource, or is written by the mirror and not here at all."""
    yield from literals(stack, dict.fromkeys(kinds.GITHUB_SECRETS, ("plaintextValue", "value")))


RULE = StackRule(
    id="hardcoded-github-secret",
    title="A GitHub secret's value is not written out in the program",
    why=(
        "The SDK marks it secret, so the state looks right. The program's repository, its history and every clone "
        "of it hold the value all the same."
    ),
    remedy="generate the value with a resource, or let `strongroom mirror` deliver it; then rotate it",
    severity=Severity.CRITICAL,
    controls=NO_PLAINTEXT,
    check=check,
)
