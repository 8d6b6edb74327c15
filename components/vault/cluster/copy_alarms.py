"""Who is told when copies of snapshots fail, are late or stay away, from either region.

Here S3 tells of a copy that failed or is late. There an alarm rings when no copy has come for two hours, whatever the
reason: it stands on nothing of the first region, and rings when that is gone. It counts what S3 tells a topic without
subscribers. Sources: Amazon S3 user guide, "Receiving replication failure events", "Using S3 Replication metrics", on
where each is published; Amazon SNS developer guide, "Monitoring Amazon SNS topics using CloudWatch".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
from pulumi_aws import s3, sns

from components import child
from components.alerts import Alarm, Alerts, AlertsArgs
from components.vault.cluster import copy_access
from components.vault.cluster.buckets import LOCKED_PREFIX
from components.vault.cluster.names import ClusterNames

if TYPE_CHECKING:
    from collections.abc import Mapping

    from components.alerts.settings import AlertSettings
    from components.context import Context

FAILURES = ("s3:Replication:OperationFailedReplication", "s3:Replication:OperationMissedThreshold")
ARRIVALS = ("s3:ObjectCreated:*",)
RULE = "copies"
HOUR = 3600
HOURS_WITHOUT = 2  # a snapshot is taken every hour
LATE_SECONDS = 15 * 60  # what S3 promises
_RUNBOOK = "See docs/runbooks/vault-region-loss.md"


@dataclass(frozen=True, kw_only=True)
class Copied:
    """A bucket whose events are told, and the key of the topic that they are told to."""

    bucket: s3.Bucket
    key_arn: pulumi.Input[str]


class CopyAlarms(pulumi.ComponentResource):
    """Topics in both regions, what the buckets tell them, and the alarms of the second region."""

    def __init__(
        self,
        context: Context,
        *,
        region: str,
        source: Copied,
        copies: Copied,
        settings: AlertSettings,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("strongroom:vault:CopyAlarms", "vault-copy-alarms", None, opts)
        self._context = context
        self._names = ClusterNames(context)
        failures = self._bucket_tells("replication", source, FAILURES)
        for mailbox in settings.mail:
            sns.TopicSubscription(
                f"vault-replication-{mailbox}",
                topic=failures.arn,
                protocol="email",
                endpoint=mailbox,
                opts=child.of(self),
            )
        self._bucket_tells("copies", copies, ARRIVALS, region=region)
        alerts = Alerts(
            context, AlertsArgs(settings=settings, key_arn=copies.key_arn, region=region), opts=child.of(self)
        )
        for alarm in there(self._names, region):
            alerts.ring(alarm, component="vault", parent=self)
        self.register_outputs({})

    def _tags(self) -> Mapping[str, str]:
        return self._context.tags("vault", Purpose="vault-copies")

    def _bucket_tells(
        self, purpose: str, told: Copied, events: tuple[str, ...], *, region: str | None = None
    ) -> sns.Topic:
        """A topic whose policy is there with it: S3 tries it as soon as it is told of it."""
        bucket_arn = self._names.bucket_arn("copies" if region else "snapshots")
        topic = sns.Topic(
            f"vault-{purpose}",
            name=self._names.part(purpose),
            kms_master_key_id=told.key_arn,
            policy=copy_access.told_by_bucket(self._context, self._names.topic_arn(purpose, region), bucket_arn),
            region=region,
            tags=self._tags(),
            opts=child.of(self),
        )
        s3.BucketNotification(
            f"vault-{purpose}",
            bucket=told.bucket.bucket,
            topics=[{"id": purpose, "events": list(events), "filter_prefix": LOCKED_PREFIX, "topic_arn": topic.arn}],
            region=region,
            opts=child.of(self, depends_on=[topic]),
        )
        return topic


def there(names: ClusterNames, region: str) -> list[Alarm]:
    """The alarms of the second region."""
    return [
        Alarm(
            purpose="vault-copies-missing",
            description=f"No copy of a Vault snapshot has come to {region} for {HOURS_WITHOUT} hours. {_RUNBOOK}",
            namespace="AWS/SNS",
            metric="NumberOfMessagesPublished",
            dimensions=[{"TopicName": names.part("copies")}],
            period=HOUR,
            periods=HOURS_WITHOUT,
            comparison="LessThanThreshold",
            threshold=1,
            missing="breaching",
        ),
        Alarm(
            purpose="vault-copies-late",
            description=f"A Vault snapshot waits for its copy to {region} for more than {LATE_SECONDS // 60} minutes;"
            f" a region lost now costs more than an hour of changes. {_RUNBOOK}",
            namespace="AWS/S3",
            metric="ReplicationLatency",
            dimensions=[replication(names)],
            statistic="Maximum",
            threshold=LATE_SECONDS,
        ),
    ]


def here(names: ClusterNames) -> list[Alarm]:
    """The alarm of the cluster's own region, where S3 counts what it could not copy."""
    return [
        Alarm(
            purpose="vault-copies-failed",
            description=f"S3 could not copy a Vault snapshot into the second region. {_RUNBOOK}",
            namespace="AWS/S3",
            metric="OperationsFailedReplication",
            dimensions=[replication(names)],
        )
    ]


def replication(names: ClusterNames) -> dict[str, str]:
    """Dimensions of S3's replication metrics."""
    return {
        "SourceBucket": names.bucket("snapshots"),
        "DestinationBucket": names.bucket("copies"),
        "RuleId": RULE,
    }
