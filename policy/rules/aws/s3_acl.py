"""Buckets use no ACLs that others profit from."""

from policy import kinds
from policy.controls import fsbp
from policy.facts import Resource
from policy.masking import quoted
from policy.rule import Finding, Results, Rule, Severity

_OPEN = ("public-read", "public-read-write", "authenticated-read", "website")


def check(resource: Resource) -> Results:
    """Of the bucket, of its ACL, of an object."""
    acl = resource["acl"]
    if acl.text() in _OPEN:
        yield Finding(acl, f"{quoted(acl)} lets in people who are not ours")


RULE = Rule(
    id="s3-acl",
    title="No ACL opens a bucket or an object",
    why="An ACL is read by nobody who reads the bucket's policy.",
    remedy="remove the ACL and use a bucket policy",
    severity=Severity.CRITICAL,
    applies_to=(
        *kinds.BUCKETS,
        *kinds.BUCKET_ACLS,
        "aws:s3/bucketObject:BucketObject",
        "aws:s3/bucketObjectv2:BucketObjectv2",
    ),
    controls=(fsbp("S3.2"), fsbp("S3.3"), fsbp("S3.12")),
    check=check,
)
