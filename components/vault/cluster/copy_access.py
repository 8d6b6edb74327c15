"""Who may do what for the copies of snapshots in a second region, as pure functions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from components import key_policy
from components.alerts.alerts import TOPIC
from components.vault.cluster.access import allow, document, kept
from components.vault.cluster.buckets import LOCKED_PREFIX

if TYPE_CHECKING:
    from components.context import Context
    from components.vault.cluster.arguments import VaultClusterArgs
    from components.vault.cluster.names import ClusterNames

Statement = dict[str, Any]


def key_document(names: ClusterNames, args: VaultClusterArgs, region: str) -> str:
    """Policy of the copies' key: used through S3 there, and for the topics there; only break-glass takes it away."""
    context = names.context
    alarms = replace(context, region=region).arn("sns", context.name(TOPIC))
    return key_policy.document(
        key_policy.administration(context.root_arn),
        key_policy.use_through(context.root_arn, context.account, region, "s3"),
        key_policy.use_for_topic(names.topic_arn("copies", region), "s3.amazonaws.com"),
        key_policy.use_for_topic(alarms, "cloudwatch.amazonaws.com"),
        *kept(args),
    )


def trust_document() -> str:
    """S3 gets the role; whoever names it in a bucket's rule needs iam:PassRole for it."""
    return document({"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sts:AssumeRole"})


def role_document(names: ClusterNames, region: str, *, source_key: str, copies_key: str) -> str:
    """Read versions here, write replicas there. Nothing is deleted, here or there."""
    source, copies = names.bucket_arn("snapshots"), names.bucket_arn("copies")
    read = ("GetObjectVersionForReplication", "GetObjectVersionAcl", "GetObjectVersionTagging")
    locks = ("GetObjectRetention", "GetObjectLegalHold")
    return document(
        allow("Rule", [source], "s3:GetReplicationConfiguration", "s3:ListBucket"),
        allow("Snapshots", [f"{source}/{LOCKED_PREFIX}*"], *(f"s3:{action}" for action in (*read, *locks))),
        allow("Copies", [f"{copies}/{LOCKED_PREFIX}*"], "s3:ReplicateObject", "s3:ReplicateTags"),
        _by_s3("Open", names.context.region, source_key, source, "kms:Decrypt"),
        _by_s3("Seal", region, copies_key, copies, "kms:Encrypt", "kms:GenerateDataKey"),
    )


def _by_s3(sid: str, region: str, key_arn: str, bucket_arn: str, *actions: str) -> Statement:
    """Use of a key by way of S3, for the objects of one bucket: S3 names the bucket, or the object, as the context."""
    condition = {
        "StringEquals": {"kms:ViaService": f"s3.{region}.amazonaws.com"},
        "ArnLike": {"kms:EncryptionContext:aws:s3:arn": [bucket_arn, f"{bucket_arn}/*"]},
    }
    return {**allow(sid, [key_arn], *actions), "Condition": condition}


def told_by_bucket(context: Context, topic_arn: str, bucket_arn: str) -> str:
    """Policy of a topic that one bucket tells of its events."""
    condition = {
        "ArnEquals": {"aws:SourceArn": bucket_arn},
        "StringEquals": {"aws:SourceAccount": context.account},
    }
    told = allow("Told", [topic_arn], "sns:Publish")
    return document({**told, "Principal": {"Service": "s3.amazonaws.com"}, "Condition": condition})
