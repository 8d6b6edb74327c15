"""Buckets are encrypted with a key of ours."""

import re

from policy import kinds
from policy.controls import AT_REST, fsbp
from policy.facts import Resource, Stack
from policy.relations import belonging
from policy.rule import Finding, Results, Severity, StackRule, about, each
from policy.values import Value

_KMS = ("aws:kms", "aws:kms:dsse")
# Load balancers and S3 itself deliver their logs to buckets with S3's own key only.
_TAKES_LOGS = re.compile(r"access-logs?|server-logs?|elb-logs?")


def check(stack: Stack) -> Results:
    """Each bucket has a configuration; SSE-KMS, but for buckets that AWS delivers access logs to."""
    for bucket in stack.of(*kinds.BUCKETS):
        found = [*belonging(stack, bucket, kinds.BUCKET_ENCRYPTIONS, "bucket")]
        inline = bucket["serverSideEncryptionConfiguration"]
        if not found and not inline.present:
            yield Finding("", "no encryption is configured, so S3's own key is used", urn=bucket.urn)
        for configuration in found:
            yield from about(configuration.urn, each(configuration["rules"].items(), _rule, bucket))


def _rule(rule: Value, bucket: Resource) -> Results:
    algorithm = rule["applyServerSideEncryptionByDefault"]["sseAlgorithm"]
    name = str(bucket["bucket"].raw or bucket.name)
    if algorithm.text() not in _KMS and not _TAKES_LOGS.search(name):
        yield Finding(algorithm, "S3's own key encrypts it, which has no policy")


RULE = StackRule(
    id="s3-encryption",
    title="A bucket is encrypted with a KMS key",
    why="With a key of ours, reading an object takes two permissions, and each reading is in the key's log.",
    remedy="add a server-side encryption configuration with aws:kms and a key",
    severity=Severity.MEDIUM,
    controls=(fsbp("S3.17"), AT_REST),
    check=check,
)
