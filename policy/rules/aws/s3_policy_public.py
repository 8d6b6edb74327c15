"""Bucket policies let nobody in from outside."""

from policy import kinds
from policy.controls import LEAST_PRIVILEGE, fsbp
from policy.documents import statements
from policy.facts import Resource
from policy.rule import Finding, Results, Rule, Severity


def check(policy: Resource) -> Results:
    """No statement allows everyone without a condition."""
    for statement in statements(policy["policy"]):
        if statement.allows and statement.for_everyone and not statement.conditions:
            yield Finding(statement.where, f"{statement.name} allows every principal")


RULE = Rule(
    id="s3-policy-public",
    title="A bucket policy does not allow everyone",
    why="The audit log, the backups and the rotation's code are in buckets.",
    remedy="name the principals",
    severity=Severity.CRITICAL,
    applies_to=kinds.BUCKET_POLICIES,
    controls=(fsbp("S3.2"), fsbp("S3.3"), LEAST_PRIVILEGE),
    check=check,
)
