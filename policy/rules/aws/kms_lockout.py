"""No key policy locks everybody out."""

from policy import expect, kinds
from policy.facts import Resource
from policy.rule import Results, Rule, Severity


def check(key: Resource) -> Results:
    """The check that the policy leaves somebody able to change it stays on."""
    yield from expect.off(key["bypassPolicyLockoutSafetyCheck"], "the check against locking everybody out is off")


RULE = Rule(
    id="kms-lockout",
    title="A key policy is checked against locking everybody out",
    why="A policy that nobody may change any more makes the key unmanageable; only AWS Support can help then.",
    remedy="leave bypassPolicyLockoutSafetyCheck off",
    severity=Severity.HIGH,
    applies_to=(*kinds.KEYS, kinds.KEY_POLICY),
    check=check,
)
