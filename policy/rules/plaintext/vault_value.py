"""No Vault value from the program's text."""

from policy import kinds
from policy.controls import NO_PLAINTEXT
from policy.facts import Stack
from policy.provenance import literals
from policy.rule import Results, Severity, StackRule


def check(stack: Stack) -> Results:
    """The value comes from a resource, or a person puts it."""
    yield from literals(stack, dict.fromkeys(kinds.VAULT_SECRETS, ("dataJson", "dataJsonWo")))


RULE = StackRule(
    id="hardcoded-vault-value",
    title="A Vault secret's value is not written out in the program",
    why=(
        "Vault protects what is in it. A value that the program writes is also in the repository, in its history "
        "and in the state."
    ),
    remedy="generate the value with a resource, or put it with `strongroom put`; then rotate it",
    severity=Severity.CRITICAL,
    controls=NO_PLAINTEXT,
    check=check,
)
