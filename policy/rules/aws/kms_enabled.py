"""KMS keys are enabled."""

from policy import expect, kinds
from policy.facts import Resource
from policy.rule import Results, Rule, Severity


def check(key: Resource) -> Results:
    """A key that is declared is in use."""
    yield from expect.not_off(
        key["enabled" if key.type == kinds.REPLICA_KEY else "isEnabled"],
        "the key is disabled: nothing that it encrypts can be read",
    )


RULE = Rule(
    id="kms-enabled",
    title="A declared KMS key is enabled",
    why=(
        "A disabled key makes everything it encrypts unreadable at once, which looks like an outage and not like "
        "a decision."
    ),
    remedy="remove isEnabled, or delete the key with its window",
    severity=Severity.MEDIUM,
    applies_to=kinds.KEYS,
    check=check,
)
