"""Copies of the snapshots in a second region: locked as here, under a key of there, and missed when they do not come.

Source: Amazon S3 user guide, "Replicating encrypted objects", "Using Object Lock with S3 Replication", "Meeting
compliance requirements with S3 Replication Time Control".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi
from pulumi_aws import iam, kms, s3

from components import child
from components.encryption_keys import DELETION_WINDOW_DAYS
from components.vault.cluster import copy_access
from components.vault.cluster.access import bucket_document
from components.vault.cluster.buckets import LOCKED_PREFIX, BucketArgs, PrivateBucket, lock_snapshots, private_bucket
from components.vault.cluster.copy_alarms import RULE, Copied, CopyAlarms
from components.vault.cluster.names import ClusterNames

if TYPE_CHECKING:
    from collections.abc import Mapping

    from components.context import Context
    from components.vault.cluster.arguments import SecondRegion, VaultClusterArgs
    from components.vault.cluster.storage import VaultStorage

MINUTES = 15  # the time that S3 promises, and the only one that it takes


class SnapshotCopies(pulumi.ComponentResource):
    """Bucket and key in the second region, the role that copies, the rule, and whom it tells when it fails."""

    def __init__(
        self,
        context: Context,
        args: VaultClusterArgs,
        *,
        where: SecondRegion,
        storage: VaultStorage,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("strongroom:vault:SnapshotCopies", "vault-snapshot-copies", None, opts)
        self._context = context
        self._names = ClusterNames(context)
        key_arn = self._key(args, where)
        copies = self._bucket(args, where, key_arn)
        role = self._role(where, storage.key_arns["data"], key_arn)
        self._rule(storage.snapshots, copies, key_arn, role)
        if args.alerts:
            CopyAlarms(
                context,
                region=where.name,
                source=Copied(bucket=storage.snapshots.bucket, key_arn=storage.key_arns["data"]),
                copies=Copied(bucket=copies.bucket, key_arn=key_arn),
                settings=args.alerts,
                opts=child.of(self),
            )
        self.register_outputs({"bucket": copies.bucket.bucket})

    def _tags(self) -> Mapping[str, str]:
        return self._context.tags("vault", Purpose="vault-copies")

    def _key(self, args: VaultClusterArgs, where: SecondRegion) -> pulumi.Output[str]:
        key = kms.Key(
            "vault-copies",
            description=f"Encrypts the copies of the Vault cluster's snapshots in {where.name}",
            policy=copy_access.key_document(self._names, args, where.name),
            enable_key_rotation=True,
            deletion_window_in_days=DELETION_WINDOW_DAYS,
            region=where.name,
            tags=self._tags(),
            opts=child.of(self, protect=self._context.protect),
        )
        kms.Alias(
            "vault-copies",
            name=self._names.alias("copies"),
            target_key_id=key.key_id,
            region=where.name,
            opts=child.of(self),
        )
        return key.arn

    def _bucket(self, args: VaultClusterArgs, where: SecondRegion, key_arn: pulumi.Output[str]) -> PrivateBucket:
        wanted = BucketArgs(
            purpose="copies",
            bucket=self._names.bucket("copies"),
            policy=bucket_document(self._names.bucket_arn("copies")),
            tags=self._tags(),
            protect=self._context.protect,
            key_arn=key_arn,
            lock=True,
            region=where.name,
        )
        made = private_bucket(self, wanted)
        lock_snapshots(self, "copies", made.bucket, args, region=where.name)
        return made

    def _role(self, where: SecondRegion, source_key: pulumi.Output[str], copies_key: pulumi.Output[str]) -> iam.Role:
        role = iam.Role(
            "vault-replication",
            name=self._names.part("replication"),
            description="S3, when it copies snapshots of the Vault cluster into the second region",
            assume_role_policy=copy_access.trust_document(),
            tags=self._tags(),
            opts=child.of(self),
        )
        document = pulumi.Output.all(source_key, copies_key).apply(
            lambda arns: copy_access.role_document(self._names, where.name, source_key=arns[0], copies_key=arns[1])
        )
        iam.RolePolicy("vault-replication", role=role.name, policy=document, opts=child.of(self))
        return role

    def _rule(self, source: PrivateBucket, copies: PrivateBucket, key_arn: pulumi.Output[str], role: iam.Role) -> None:
        s3.BucketReplicationConfig(
            "vault-snapshots",
            bucket=source.bucket.bucket,
            role=role.arn,
            rules=[
                {
                    "id": RULE,
                    "status": "Enabled",
                    "priority": 0,
                    "filter": {"prefix": LOCKED_PREFIX},
                    # Whoever deletes here deletes here alone.
                    "delete_marker_replication": {"status": "Disabled"},
                    "source_selection_criteria": {"sse_kms_encrypted_objects": {"status": "Enabled"}},
                    "destination": {
                        "bucket": copies.bucket.arn,
                        "storage_class": "STANDARD",
                        "encryption_configuration": {"replica_kms_key_id": key_arn},
                        "replication_time": {"status": "Enabled", "time": {"minutes": MINUTES}},
                        "metrics": {"status": "Enabled", "event_threshold": {"minutes": MINUTES}},
                    },
                }
            ],
            opts=child.of(self, depends_on=[source.versioning, copies.versioning]),
        )
