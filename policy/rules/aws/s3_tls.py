"""Buckets refuse requests without TLS."""

from policy import kinds
from policy.controls import IN_TRANSIT, cis, fsbp
from policy.documents import Statement, statements
from policy.facts import Resource, Stack
from policy.relations import belonging
from policy.rule import Finding, Results, Severity, StackRule, each


def check(stack: Stack) -> Results:
    """Each bucket's policy denies every request for which aws:SecureTransport is false."""
    for bucket in stack.of(*kinds.BUCKETS):
        policies = list(belonging(stack, bucket, kinds.BUCKET_POLICIES, "bucket"))
        yield from each([bucket], _bucket, policies)


def _bucket(bucket: Resource, policies: list[Resource]) -> Results:
    if not any(_refuses(statement) for policy in policies for statement in statements(policy["policy"])):
        yield Finding("", "requests without TLS are answered", urn=bucket.urn)


def _refuses(statement: Statement) -> bool:
    return not statement.allows and "false" in [v.lower() for v in statement.condition("aws:SecureTransport")]


RULE = StackRule(
    id="s3-tls",
    title="A bucket refuses requests without TLS",
    why="A client that forgets TLS sends objects and signatures in the clear, and works.",
    remedy="add a bucket policy that denies s3:* where aws:SecureTransport is false",
    severity=Severity.MEDIUM,
    controls=(fsbp("S3.5"), cis("2.1.1"), IN_TRANSIT),
    check=check,
)
