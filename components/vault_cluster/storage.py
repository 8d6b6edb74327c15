"""What outlives the nodes: keys, the election's table, custody entries, buckets for program and snapshots, logs."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pulumi
from pulumi_aws import cloudwatch, dynamodb, kms, s3, secretsmanager

from components import child
from components.encryption_keys import DELETION_WINDOW_DAYS
from components.vault_cluster import access
from components.vault_cluster.names import KEY_PURPOSES, ClusterNames
from components.vault_cluster.node_files import program_archive, program_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from components.context import Context
    from components.vault_cluster.arguments import VaultClusterArgs

_SIGNING = {"authority": "ECC_NIST_P256", "deployer": "RSA_2048", "operator": "RSA_2048"}
_DESCRIPTIONS = {
    "seal": "Unseals the Vault cluster: whoever takes it away takes every secret away",
    "authority": "Signs the certificates of the Vault nodes",
    "deployer": "Signs the short-lived identity of the program that configures Vault",
    "operator": "Signs the short-lived identity of the people who look after the Vault cluster",
    "custody": "Encrypts the recovery shares of the Vault cluster",
    "data": "Encrypts volumes, snapshots, table and logs of the Vault cluster",
}


class VaultStorage(pulumi.ComponentResource):
    """Keys, table, custody, buckets and log groups of one cluster."""

    key_arns: Mapping[str, pulumi.Output[str]]
    audit_log_group: str
    access_log_bucket: pulumi.Output[str]

    def __init__(self, context: Context, args: VaultClusterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("strongroom:vault:VaultStorage", "vault-storage", None, opts)
        self._context = context
        self._names = ClusterNames(context)
        self.key_arns = {purpose: self._key(args, purpose) for purpose in KEY_PURPOSES}
        self._table()
        for share, custodian in enumerate(args.custodians, start=1):
            self._custody(share, custodian)
        self._program(args)
        self._snapshots(args)
        self.access_log_bucket = self._access_logs(args)
        self.audit_log_group = self._log_group(args, "audit")
        self.register_outputs({"key_arns": self.key_arns})

    def _tags(self, purpose: str) -> Mapping[str, str]:
        return self._context.tags("vault", Purpose=purpose)

    def _key(self, args: VaultClusterArgs, purpose: str) -> pulumi.Output[str]:
        signing = _SIGNING.get(purpose)
        key = kms.Key(
            f"vault-{purpose}",
            description=_DESCRIPTIONS[purpose],
            policy=access.key_document(self._names, args, purpose),
            key_usage="SIGN_VERIFY" if signing else "ENCRYPT_DECRYPT",
            customer_master_key_spec=signing or "SYMMETRIC_DEFAULT",
            enable_key_rotation=None if signing else True,
            multi_region=args.seal.multi_region if purpose == "seal" else None,
            custom_key_store_id=args.seal.custom_key_store_id if purpose == "seal" else None,
            deletion_window_in_days=DELETION_WINDOW_DAYS,
            tags=self._tags(f"vault-{purpose}"),
            opts=child.of(self, protect=self._context.protect),
        )
        kms.Alias(f"vault-{purpose}", name=self._names.alias(purpose), target_key_id=key.key_id, opts=child.of(self))
        return key.arn

    def _table(self) -> None:
        dynamodb.Table(
            "vault-election",
            name=self._names.cluster,
            billing_mode="PAY_PER_REQUEST",
            hash_key="id",
            attributes=[{"name": "id", "type": "S"}],
            point_in_time_recovery={"enabled": True},
            server_side_encryption={"enabled": True, "kms_key_arn": self.key_arns["data"]},
            deletion_protection_enabled=self._context.protect,
            tags=self._tags("vault-election"),
            opts=child.of(self, protect=self._context.protect),
        )

    def _custody(self, share: int, custodian: str) -> None:
        entry = secretsmanager.Secret(
            f"recovery-share-{share}",
            name=self._names.custody(share),
            description=f"Recovery share {share} of the Vault cluster; one custodian reads it",
            kms_key_id=self.key_arns["custody"],
            recovery_window_in_days=self._context.recovery_days,
            tags=self._tags("vault-custody"),
            opts=child.of(self, protect=self._context.protect),
        )
        secretsmanager.SecretPolicy(
            f"recovery-share-{share}",
            secret_arn=entry.arn,
            policy=access.custody_document(custodian),
            block_public_policy=True,
            opts=child.of(self),
        )

    def _program(self, args: VaultClusterArgs) -> None:
        bucket = self._bucket("program")
        s3.BucketObjectv2(
            "node-program",
            bucket=bucket.bucket,
            key=program_key(args.recovery_pgp_keys),
            content_base64=base64.b64encode(program_archive(args.recovery_pgp_keys)).decode(),
            content_type="application/gzip",
            kms_key_id=self.key_arns["data"],
            tags=self._tags("vault-program"),
            opts=child.of(self),
        )

    def _snapshots(self, args: VaultClusterArgs) -> None:
        bucket = self._bucket("snapshots", lock=True)
        s3.BucketObjectLockConfiguration(
            "snapshots",
            bucket=bucket.bucket,
            rule={"default_retention": {"mode": args.snapshot_lock, "days": args.snapshot_days}},
            opts=child.of(self),
        )
        s3.BucketLifecycleConfiguration(
            "snapshots",
            bucket=bucket.bucket,
            rules=[
                {
                    "id": "after-the-lock",
                    "status": "Enabled",
                    "filter": {"prefix": "snapshots/"},
                    "expiration": {"days": args.snapshot_days + 1},
                    "noncurrent_version_expiration": {"noncurrent_days": 7},
                    "abort_incomplete_multipart_upload": {"days_after_initiation": 1},
                }
            ],
            opts=child.of(self),
        )

    def _access_logs(self, args: VaultClusterArgs) -> pulumi.Output[str]:
        """Access logs can be encrypted with S3's own key only (Elastic Load Balancing, "Enable access logs")."""
        bucket = self._bucket("access-logs", encryption="AES256", delivers_logs=True)
        s3.BucketLifecycleConfiguration(
            "access-logs",
            bucket=bucket.bucket,
            rules=[
                {
                    "id": "kept",
                    "status": "Enabled",
                    "filter": {"prefix": ""},
                    "expiration": {"days": args.log_days},
                    "abort_incomplete_multipart_upload": {"days_after_initiation": 1},
                }
            ],
            opts=child.of(self),
        )
        return bucket.bucket

    def _bucket(
        self, purpose: str, *, lock: bool = False, encryption: str = "aws:kms", delivers_logs: bool = False
    ) -> s3.Bucket:
        bucket = s3.Bucket(
            f"vault-{purpose}",
            bucket=self._names.bucket(purpose),
            object_lock_enabled=lock,
            tags=self._tags(f"vault-{purpose}"),
            opts=child.of(self, protect=self._context.protect),
        )
        name = f"vault-{purpose}"
        by_default = s3.BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultArgs(
            sse_algorithm=encryption, kms_master_key_id=self.key_arns["data"] if encryption == "aws:kms" else None
        )
        s3.BucketServerSideEncryptionConfiguration(
            name,
            bucket=bucket.bucket,
            rules=[
                s3.BucketServerSideEncryptionConfigurationRuleArgs(
                    apply_server_side_encryption_by_default=by_default, bucket_key_enabled=True
                )
            ],
            opts=child.of(self),
        )
        s3.BucketVersioning(
            name, bucket=bucket.bucket, versioning_configuration={"status": "Enabled"}, opts=child.of(self)
        )
        s3.BucketPublicAccessBlock(
            name,
            bucket=bucket.bucket,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=child.of(self),
        )
        s3.BucketOwnershipControls(
            name, bucket=bucket.bucket, rule={"object_ownership": "BucketOwnerEnforced"}, opts=child.of(self)
        )
        arn = f"arn:{self._context.partition}:s3:::{self._names.bucket(purpose)}"
        document = (
            access.access_log_document(arn, self._context.account) if delivers_logs else access.bucket_document(arn)
        )
        s3.BucketPolicy(name, bucket=bucket.bucket, policy=document, opts=child.of(self))
        return bucket

    def _log_group(self, args: VaultClusterArgs, purpose: str) -> str:
        name = self._names.log_group(purpose)
        cloudwatch.LogGroup(
            f"vault-{purpose}",
            name=name,
            kms_key_id=self.key_arns["data"],
            retention_in_days=args.log_days,
            tags=self._tags(f"vault-{purpose}"),
            opts=child.of(self, protect=self._context.protect),
        )
        return name
