"""What outlives the nodes: keys, the election's table, custody entries, buckets for program and snapshots, logs."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pulumi
from pulumi_aws import cloudwatch, dynamodb, kms, s3, secretsmanager

from components import child
from components.encryption_keys import DELETION_WINDOW_DAYS
from components.vault.cluster import access
from components.vault.cluster.buckets import BucketArgs, PrivateBucket, lock_snapshots, private_bucket
from components.vault.cluster.key_replicas import KeyReplicas
from components.vault.cluster.names import KEY_PURPOSES, REPLICATED_KEYS, ClusterNames
from components.vault.cluster.node_files import program_archive, program_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from components.context import Context
    from components.vault.cluster.arguments import VaultClusterArgs

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
    replica_arns: Mapping[str, pulumi.Output[str]]
    audit_log_group: str
    access_log_bucket: pulumi.Output[str]
    snapshots: PrivateBucket

    def __init__(self, context: Context, args: VaultClusterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("strongroom:vault:VaultStorage", "vault-storage", None, opts)
        self._context = context
        self._names = ClusterNames(context, args.keys_are_there)
        self.key_arns = {purpose: self._key(args, purpose) for purpose in KEY_PURPOSES}
        self.replica_arns = self._replicas(args)
        self._table()
        for share, custodian in enumerate(args.custodians, start=1):
            self._custody(args, share, custodian)
        self._program(args)
        self.snapshots = self._snapshots(args)
        self.access_log_bucket = self._access_logs(args)
        self.audit_log_group = self._log_group(args, "audit")
        self.register_outputs({"key_arns": self.key_arns})

    def _tags(self, purpose: str) -> Mapping[str, str]:
        return self._context.tags("vault", Purpose=purpose)

    def _key(self, args: VaultClusterArgs, purpose: str) -> pulumi.Output[str]:
        if args.keys_are_there and purpose in REPLICATED_KEYS:
            return kms.get_key_output(key_id=self._names.alias(purpose)).arn
        signing = _SIGNING.get(purpose)
        own_hsm = args.seal.custom_key_store_id if purpose == "seal" else None
        key = kms.Key(
            f"vault-{purpose}",
            description=_DESCRIPTIONS[purpose],
            policy=access.key_document(self._names, args, purpose),
            key_usage="SIGN_VERIFY" if signing else "ENCRYPT_DECRYPT",
            customer_master_key_spec=signing or "SYMMETRIC_DEFAULT",
            # KMS rotates no asymmetric key, and none in a custom key store.
            enable_key_rotation=None if signing or own_hsm else True,
            # None and not False: with no second region, a key is what it was before there was a choice.
            multi_region=True if args.replicates(purpose) else None,
            custom_key_store_id=own_hsm,
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

    def _replicas(self, args: VaultClusterArgs) -> Mapping[str, pulumi.Output[str]]:
        if not (args.second_region and args.second_region.keys):
            return {}
        return KeyReplicas(
            self._context, args, where=args.second_region, primaries=self.key_arns, opts=child.of(self)
        ).arns

    def _custody(self, args: VaultClusterArgs, share: int, custodian: str) -> None:
        """An entry of one share. Secrets Manager keeps its replica, with the resource policy, as it is itself."""
        replicas = None
        if args.second_region and self.replica_arns:
            region = args.second_region.name
            replicas = [secretsmanager.SecretReplicaArgs(region=region, kms_key_id=self.replica_arns["custody"])]
        entry = secretsmanager.Secret(
            f"recovery-share-{share}",
            name=self._names.custody(share),
            description=f"Recovery share {share} of the Vault cluster; one custodian reads it",
            kms_key_id=self.key_arns["custody"],
            recovery_window_in_days=self._context.recovery_days,
            replicas=replicas,
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
        bucket = self._bucket("program").bucket
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

    def _snapshots(self, args: VaultClusterArgs) -> PrivateBucket:
        made = self._bucket("snapshots", lock=True)
        lock_snapshots(self, "snapshots", made.bucket, args)
        return made

    def _access_logs(self, args: VaultClusterArgs) -> pulumi.Output[str]:
        bucket = self._bucket("access-logs", delivers_logs=True).bucket
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

    def _bucket(self, purpose: str, *, lock: bool = False, delivers_logs: bool = False) -> PrivateBucket:
        """Access logs can be encrypted with S3's own key only (Elastic Load Balancing, "Enable access logs")."""
        arn = self._names.bucket_arn(purpose)
        document = (
            access.access_log_document(arn, self._context.account) if delivers_logs else access.bucket_document(arn)
        )
        wanted = BucketArgs(
            purpose=purpose,
            bucket=self._names.bucket(purpose),
            policy=document,
            tags=self._tags(f"vault-{purpose}"),
            protect=self._context.protect,
            key_arn=None if delivers_logs else self.key_arns["data"],
            lock=lock,
        )
        return private_bucket(self, wanted)

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
