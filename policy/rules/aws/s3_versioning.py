"""Buckets keep what was overwritten."""

from policy import kinds
from policy.controls import fsbp, nist
from policy.facts import Stack
from policy.relations import belonging
from policy.rule import Finding, Results, Severity, StackRule


def check(stack: Stack) -> Results:
    """Each bucket has versioning, enabled."""
    for bucket in stack.of(*kinds.BUCKETS):
        found = [*belonging(stack, bucket, kinds.BUCKET_VERSIONINGS, "bucket")]
        if not found and not bucket["versioning"].present:
            yield Finding("", "what is overwritten or deleted is gone", urn=bucket.urn)
        for versioning in found:
            status = versioning["versioningConfiguration"]["status"]
            if not status.unknown and status.text() != "Enabled":
                yield Finding(status, "versioning is not enabled", urn=versioning.urn)


RULE = StackRule(
    id="s3-versioning",
    title="A bucket keeps versions",
    why="Backups and audit logs are worth something only while nobody can overwrite them.",
    remedy="add aws.s3.BucketVersioning with status Enabled",
    severity=Severity.MEDIUM,
    controls=(fsbp("S3.14"), nist("AU-9(a)"), nist("CP-9(d)")),
    check=check,
)
