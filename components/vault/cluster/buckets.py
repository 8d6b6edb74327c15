"""How every bucket of the cluster is made: private, versioned, encrypted; some locked, some elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pulumi_aws import s3

from components import child

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pulumi

    from components.vault.cluster.arguments import VaultClusterArgs

LOCKED_PREFIX = "snapshots/"


@dataclass(frozen=True, kw_only=True)
class BucketArgs:
    """One bucket. `key_arn`: the KMS key of its objects; S3's own where left out. `region`: the stack's by default."""

    purpose: str
    bucket: str
    policy: str
    tags: Mapping[str, str]
    protect: bool
    key_arn: pulumi.Input[str] | None = None
    lock: bool = False
    region: str | None = None


@dataclass(frozen=True, kw_only=True)
class PrivateBucket:
    """A bucket, and the versioning that replication waits for."""

    bucket: s3.Bucket
    versioning: s3.BucketVersioning


def private_bucket(parent: pulumi.Resource, args: BucketArgs) -> PrivateBucket:
    """The bucket and the settings that keep it private."""
    name = f"vault-{args.purpose}"
    bucket = s3.Bucket(
        name,
        bucket=args.bucket,
        object_lock_enabled=args.lock,
        region=args.region,
        tags=args.tags,
        opts=child.of(parent, protect=args.protect),
    )
    _encrypt(parent, args, bucket)
    versioning = s3.BucketVersioning(
        name,
        bucket=bucket.bucket,
        versioning_configuration={"status": "Enabled"},
        region=args.region,
        opts=child.of(parent),
    )
    s3.BucketPublicAccessBlock(
        name,
        bucket=bucket.bucket,
        block_public_acls=True,
        block_public_policy=True,
        ignore_public_acls=True,
        restrict_public_buckets=True,
        region=args.region,
        opts=child.of(parent),
    )
    s3.BucketOwnershipControls(
        name,
        bucket=bucket.bucket,
        rule={"object_ownership": "BucketOwnerEnforced"},
        region=args.region,
        opts=child.of(parent),
    )
    s3.BucketPolicy(name, bucket=bucket.bucket, policy=args.policy, region=args.region, opts=child.of(parent))
    return PrivateBucket(bucket=bucket, versioning=versioning)


def _encrypt(parent: pulumi.Resource, args: BucketArgs, bucket: s3.Bucket) -> None:
    by_default = s3.BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultArgs(
        sse_algorithm="aws:kms" if args.key_arn else "AES256", kms_master_key_id=args.key_arn
    )
    rule = s3.BucketServerSideEncryptionConfigurationRuleArgs(
        apply_server_side_encryption_by_default=by_default, bucket_key_enabled=True
    )
    s3.BucketServerSideEncryptionConfiguration(
        f"vault-{args.purpose}", bucket=bucket.bucket, rules=[rule], region=args.region, opts=child.of(parent)
    )


def lock_snapshots(
    parent: pulumi.Resource, name: str, bucket: s3.Bucket, args: VaultClusterArgs, *, region: str | None = None
) -> None:
    """Nobody changes or deletes a snapshot before its time; afterwards it goes by itself."""
    s3.BucketObjectLockConfiguration(
        name,
        bucket=bucket.bucket,
        rule={"default_retention": {"mode": args.snapshot_lock, "days": args.snapshot_days}},
        region=region,
        opts=child.of(parent),
    )
    s3.BucketLifecycleConfiguration(
        name,
        bucket=bucket.bucket,
        rules=[
            {
                "id": "after-the-lock",
                "status": "Enabled",
                "filter": {"prefix": LOCKED_PREFIX},
                "expiration": {"days": args.snapshot_days + 1},
                "noncurrent_version_expiration": {"noncurrent_days": 7},
                "abort_incomplete_multipart_upload": {"days_after_initiation": 1},
            }
        ],
        region=region,
        opts=child.of(parent),
    )
