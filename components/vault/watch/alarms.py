"""When somebody has to look at the cluster: every alarm as data, with what it means and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components.alerts import Alarm
from components.vault.watch.audit_alarms import of_audit
from components.vault.watch.door_alarms import of_doors
from components.vault.watch.watched import MINUTE, told

if TYPE_CHECKING:
    import pulumi

    from components.vault.watch.watched import Watched

HOUR = 3600


def of_cluster(watched: Watched) -> list[Alarm]:
    """Everything that rings for one cluster, but for the events of `key_events`."""
    return [*_of_nodes(watched), *_of_raft(watched), *of_doors(watched), *of_audit(watched)]


def _of_nodes(watched: Watched) -> list[Alarm]:
    return [
        told(
            watched,
            "sealed",
            "Sealed",
            "A node is sealed: it serves nobody, and cannot unseal itself as long as KMS refuses the seal key."
            " See docs/runbooks/vault-sealed.md",
            statistic="Maximum",
            period=MINUTE,
        ),
        told(
            watched,
            "node-dead",
            "Answering",
            "The server of a node does not answer; the node is replaced by itself if it keeps dying."
            " See docs/runbooks/vault-node-replacement.md",
            statistic="Minimum",
            period=MINUTE,
            periods=5,
            datapoints=3,
            comparison="LessThanThreshold",
            threshold=1,
        ),
        told(
            watched,
            "silent",
            "Answering",
            "No node tells how it is: they are gone, cut off from CloudWatch, or have lost their role."
            " See docs/runbooks/vault-quorum-loss.md",
            statistic="SampleCount",
            comparison="LessThanThreshold",
            threshold=1,
            missing="breaching",
        ),
        told(
            watched,
            "certificate",
            "CertificateDaysLeft",
            "A node's certificate ends within a week, and its daily renewal has failed."
            " See docs/runbooks/vault-certificates.md",
            statistic="Minimum",
            period=HOUR,
            comparison="LessThanThreshold",
            threshold=7,
        ),
        *(_filling(watched, volume) for volume in ("Data", "Audit")),
    ]


def _filling(watched: Watched, volume: str) -> Alarm:
    what = {"Data": "raft's data", "Audit": "the audit log"}[volume]
    return told(
        watched,
        f"{volume.lower()}-disk",
        f"{volume}DiskUsed",
        f"The volume of {what} is four fifths full; full, it stops the server. See docs/runbooks/vault-disk.md",
        statistic="Maximum",
        periods=3,
        threshold=80,
    )


def _of_raft(watched: Watched) -> list[Alarm]:
    return [
        told(
            watched,
            "no-leader",
            "Leading",
            "No node leads: nothing can be written, and no login is possible. See docs/runbooks/vault-quorum-loss.md",
            statistic="Maximum",
            period=MINUTE,
            periods=3,
            comparison="LessThanThreshold",
            threshold=1,
            missing="breaching",
        ),
        told(
            watched,
            "tolerance",
            "FailureTolerance",
            "The next node that fails stops the cluster, or the leader cannot audit and so tells nothing."
            " See docs/runbooks/vault-quorum-loss.md",
            statistic="Minimum",
            period=MINUTE,
            periods=5,
            comparison="LessThanThreshold",
            threshold=1,
            missing="breaching",
        ),
        told(
            watched,
            "node-missing",
            "Voters",
            f"Fewer than {watched.size} nodes have a vote: one has failed, or a replacement takes too long."
            " See docs/runbooks/vault-node-replacement.md",
            statistic="Minimum",
            periods=3,
            comparison="LessThanThreshold",
            threshold=watched.size,
            missing="breaching",
        ),
        told(
            watched,
            "snapshot-old",
            "SnapshotAge",
            "The newest snapshot is more than two hours old; one is due every hour. See docs/runbooks/vault-restore.md",
            statistic="Maximum",
            periods=3,
            threshold=2 * HOUR,
            missing="breaching",
        ),
    ]


def of_rule(purpose: str, rule: pulumi.Input[str], description: str) -> Alarm:
    """An event that EventBridge knows of has happened; the log group of the rule says who did what."""
    return Alarm(
        purpose=purpose,
        description=description,
        namespace="AWS/Events",
        metric="TriggeredRules",
        dimensions=[{"RuleName": rule}],
        period=MINUTE,
    )
