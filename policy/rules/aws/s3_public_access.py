"""Buckets block public access."""

from policy import kinds
from policy.controls import cis, fsbp, nist, pci
from policy.facts import Resource, Stack
from policy.relations import belonging
from policy.rule import Finding, Results, Severity, StackRule, each

_SWITCHES = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")


def check(stack: Stack) -> Results:
    """Each bucket has its block, with all four switches on."""
    for bucket in stack.of(*kinds.BUCKETS):
        blocks = list(belonging(stack, bucket, kinds.BUCKET_ACCESS_BLOCKS, "bucket"))
        if not blocks:
            yield Finding("", "nothing blocks public access to it", urn=bucket.urn)
    for block in stack.of(*kinds.BUCKET_ACCESS_BLOCKS):
        yield from each(_SWITCHES, _switch, block)


def _switch(switch: str, block: Resource) -> Results:
    if block[switch].flag() is not True:
        yield Finding(block[switch], f"{switch} is off", urn=block.urn)


RULE = StackRule(
    id="s3-public-access",
    title="A bucket blocks public access",
    why="One wrong policy or ACL is then refused, and not found by a stranger.",
    remedy="add aws.s3.BucketPublicAccessBlock with all four switches on",
    severity=Severity.CRITICAL,
    controls=(fsbp("S3.8"), cis("2.1.4"), pci("1.4.4"), nist("AC-3")),
    check=check,
)
