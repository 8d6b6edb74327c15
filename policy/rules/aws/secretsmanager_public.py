"""Secrets are not for everyone."""

from policy import expect, kinds
from policy.controls import LEAST_PRIVILEGE, nist
from policy.documents import statements
from policy.facts import Resource
from policy.rule import Finding, Results, Rule, Severity


def check(secret: Resource) -> Results:
    """No statement allows everyone without a condition; the check against public policies stays on."""
    for statement in statements(secret["policy"]):
        if statement.allows and statement.for_everyone and not statement.conditions:
            yield Finding(statement.where, f"{statement.name} allows every AWS principal")
    yield from expect.not_off(secret["blockPublicPolicy"], "the check against public policies is off")


RULE = Rule(
    id="secretsmanager-public",
    title="A secret's policy does not allow everyone",
    why="A resource policy is enough to read: no IAM policy of the reader is needed, in whatever account.",
    remedy="name the principals, and leave blockPublicPolicy on",
    severity=Severity.CRITICAL,
    applies_to=(kinds.SECRET, kinds.SECRET_POLICY),
    controls=(LEAST_PRIVILEGE, nist("AC-3")),
    check=check,
)
