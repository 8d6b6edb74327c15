"""Who is told when copies of snapshots fail or stay away, from either region.

Here S3 tells of a copy that failed or is late. There an alarm rings when no copy has come for two hours, whatever the
reason: it stands on nothing of the first region, and rings when that is gone. It counts what S3 tells a topic without
subscribers. Source: Amazon S3 user guide, "Receiving replication failure events"; Amazon SNS developer guide,
"Monitoring Amazon SNS topics using CloudWatch".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi
from pulumi_aws import cloudwatch, s3, sns

from components import child
from components.vault_cluster import copy_access
from components.vault_cluster.buckets import LOCKED_PREFIX
from components.vault_cluster.names import ClusterNames

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from components.context import Context
    from components.vault_cluster.arguments import SecondRegion

FAILURES = ("s3:Replication:OperationFailedReplication", "s3:Replication:OperationMissedThreshold")
ARRIVALS = ("s3:ObjectCreated:*",)
HOUR = 3600
HOURS_WITHOUT = 2  # a snapshot is taken every hour


class CopyAlarms(pulumi.ComponentResource):
    """Topics in both regions, what the buckets tell them, and the alarm on copies that stay away."""

    def __init__(
        self,
        context: Context,
        *,
        where: SecondRegion,
        source: s3.Bucket,
        source_key: pulumi.Input[str],
        copies: s3.Bucket,
        copies_key: pulumi.Input[str],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("strongroom:vault:CopyAlarms", "vault-copy-alarms", None, opts)
        self._context = context
        self._names = ClusterNames(context)
        self._bucket_tells("replication", source, source_key, FAILURES, receivers=where.alarm_receivers)
        self._bucket_tells("copies", copies, copies_key, ARRIVALS, region=where.name)
        alarms = self._topic("copy-alarms", copies_key, self._by_alarms, where.name)
        self._subscribe("copy-alarms", alarms, where.alarm_receivers, where.name)
        self._missing(alarms, where.name)
        self.register_outputs({})

    def _tags(self) -> Mapping[str, str]:
        return self._context.tags("vault", Purpose="vault-copies")

    def _by_alarms(self, topic_arn: str) -> str:
        return copy_access.told_by_alarms(self._context, topic_arn)

    def _bucket_tells(
        self,
        purpose: str,
        bucket: s3.Bucket,
        key: pulumi.Input[str],
        events: tuple[str, ...],
        *,
        receivers: tuple[str, ...] = (),
        region: str | None = None,
    ) -> None:
        bucket_arn = self._names.bucket_arn("copies" if region else "snapshots")
        topic = self._topic(
            purpose, key, lambda arn: copy_access.told_by_bucket(self._context, arn, bucket_arn), region
        )
        s3.BucketNotification(
            f"vault-{purpose}",
            bucket=bucket.bucket,
            topics=[{"id": purpose, "events": list(events), "filter_prefix": LOCKED_PREFIX, "topic_arn": topic.arn}],
            region=region,
            opts=child.of(self, depends_on=[topic]),
        )
        self._subscribe(purpose, topic, receivers, region)

    def _topic(
        self, purpose: str, key: pulumi.Input[str], policy: Callable[[str], str], region: str | None
    ) -> sns.Topic:
        """A topic whose policy is there with it: S3 tries it as soon as it is told of it."""
        return sns.Topic(
            f"vault-{purpose}",
            name=self._names.part(purpose),
            kms_master_key_id=key,
            policy=policy(self._names.topic_arn(purpose, region)),
            region=region,
            tags=self._tags(),
            opts=child.of(self),
        )

    def _subscribe(self, purpose: str, topic: sns.Topic, receivers: tuple[str, ...], region: str | None) -> None:
        for receiver in receivers:
            sns.TopicSubscription(
                f"vault-{purpose}-{receiver}",
                topic=topic.arn,
                protocol="email",
                endpoint=receiver,
                region=region,
                opts=child.of(self),
            )

    def _missing(self, alarms: sns.Topic, region: str) -> None:
        cloudwatch.MetricAlarm(
            "vault-copies-missing",
            name=self._names.part("copies-missing", limit=255),
            alarm_description=f"No copy of a Vault snapshot has come to {region} for {HOURS_WITHOUT} hours."
            " See docs/runbooks/vault-region-loss.md",
            namespace="AWS/SNS",
            metric_name="NumberOfMessagesPublished",
            dimensions={"TopicName": self._names.part("copies")},
            statistic="Sum",
            period=HOUR,
            evaluation_periods=HOURS_WITHOUT,
            comparison_operator="LessThanThreshold",
            threshold=1,
            treat_missing_data="breaching",
            alarm_actions=[alarms.arn],
            ok_actions=[alarms.arn],
            region=region,
            tags=self._tags(),
            opts=child.of(self),
        )
