"""When somebody has to look at the cluster: every alarm as data, with what it means and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from components.alerts import Alarm
from components.alerts.alarm import DAY, FIVE_MINUTES
from components.vault.watch.audit_filters import namespace
from components.vault.watch.business_hours import outside
from components.vault.watch.metrics import CLUSTER

if TYPE_CHECKING:
    import pulumi

    from components.alerts.settings import BusinessHours

MINUTE = 60
HOUR = 3600
FAILED_LOGINS_A_MINUTE = 5  # requirement 4.14
AUDIT_GAP = 15 * MINUTE  # requirement 4.14
READ_SECONDS = 0.1  # requirement 4.21: p99 of a retrieval


@dataclass(frozen=True, kw_only=True)
class Watched:
    """A cluster as its metrics name it. `targets` and `leader` are the balancer's target groups."""

    environment: str
    cluster: str
    size: int
    audit_log_group: str
    balancer: pulumi.Input[str]
    targets: pulumi.Input[str]
    leader: pulumi.Input[str]
    certificate_arn: pulumi.Input[str]
    hours: BusinessHours


def of_cluster(watched: Watched) -> list[Alarm]:
    """Everything that rings for one cluster, but for the events of `key_events`."""
    return [*_of_nodes(watched), *_of_raft(watched), *_of_doors(watched), *_of_audit(watched)]


def _of_nodes(watched: Watched) -> list[Alarm]:
    return [
        _told(
            watched,
            "sealed",
            "Sealed",
            "A node is sealed: it serves nobody, and cannot unseal itself as long as KMS refuses the seal key."
            " See docs/runbooks/vault-sealed.md",
            statistic="Maximum",
            period=MINUTE,
        ),
        _told(
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
        _told(
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
        _told(
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
    return _told(
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
        _told(
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
        _told(
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
        _told(
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
        _told(
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


def _of_doors(watched: Watched) -> list[Alarm]:
    every = {"LoadBalancer": watched.balancer, "TargetGroup": watched.targets}
    balancer: dict[str, Any] = {"namespace": "AWS/ApplicationELB", "dimensions": [every]}
    return [
        Alarm(
            purpose="vault-unhealthy",
            description="The balancer sends a node no requests: it is sealed, has no leader, or its certificate is not"
            " taken. See docs/runbooks/vault-node-replacement.md",
            metric="UnHealthyHostCount",
            statistic="Maximum",
            period=MINUTE,
            periods=5,
            **balancer,
        ),
        Alarm(
            purpose="vault-leader-door",
            description="No node is behind the leader's door, port 8443: an up would fail."
            " See docs/runbooks/vault-quorum-loss.md",
            metric="HealthyHostCount",
            statistic="Maximum",
            period=MINUTE,
            periods=5,
            comparison="LessThanThreshold",
            threshold=1,
            missing="breaching",
            **{**balancer, "dimensions": [{**every, "TargetGroup": watched.leader}]},
        ),
        Alarm(
            purpose="vault-slow",
            description=f"One request in a hundred takes more than {READ_SECONDS * 1000:.0f} ms."
            " See docs/runbooks/vault-slow.md",
            metric="TargetResponseTime",
            statistic="p99",
            periods=3,
            threshold=READ_SECONDS,
            **balancer,
        ),
        Alarm(
            purpose="vault-errors",
            description="The nodes answer with errors of their own, more than ten in five minutes."
            " See docs/runbooks/vault-slow.md",
            metric="HTTPCode_Target_5XX_Count",
            threshold=10,
            **balancer,
        ),
        Alarm(
            purpose="vault-balancer-certificate",
            description="The balancer's certificate ends within 30 days; ACM renews one of its own 60 days before, one"
            " that was imported never. See docs/runbooks/vault-certificates.md",
            namespace="AWS/CertificateManager",
            metric="DaysToExpiry",
            dimensions=[{"CertificateArn": watched.certificate_arn}],
            statistic="Minimum",
            period=DAY,
            comparison="LessThanThreshold",
            threshold=30,
        ),
    ]


def _of_audit(watched: Watched) -> list[Alarm]:
    return [
        _told(
            watched,
            "audit-failing",
            "AuditFailures",
            "A server could not write down a request, and refused it. It rings until that server is started anew."
            " See docs/runbooks/vault-audit.md",
            statistic="Maximum",
        ),
        Alarm(
            purpose="vault-audit-gap",
            description="Nothing has come into the audit log group for 15 minutes, while the leader writes a line every"
            " minute. See docs/runbooks/vault-audit.md",
            namespace="AWS/Logs",
            metric="IncomingLogEvents",
            dimensions=[{"LogGroupName": watched.audit_log_group}],
            periods=AUDIT_GAP // FIVE_MINUTES,
            comparison="LessThanThreshold",
            threshold=1,
            missing="breaching",
        ),
        _counted(
            watched,
            "failed-logins",
            "FailedLogins",
            f"More than {FAILED_LOGINS_A_MINUTE} logins or tokens were refused within a minute.",
            period=MINUTE,
            threshold=FAILED_LOGINS_A_MINUTE,
        ),
        _counted(
            watched,
            "denied",
            "Denied",
            "Somebody whom Vault knows asked more than 20 times in five minutes for what they may not have.",
            threshold=20,
        ),
        _counted(
            watched,
            "off-hours",
            "PeopleReads",
            "A person has read a secret outside of business hours.",
            formulas=outside(watched.hours),
        ),
        _counted(watched, "root-used", "RootUses", "A root token is in use.", period=MINUTE),
        _counted(
            watched, "root-attempt", "RootAttempts", "Somebody makes a root token from recovery shares.", period=MINUTE
        ),
        _counted(
            watched,
            "break-glass",
            "BreakGlassLogins",
            "Somebody has broken the glass: every secret is open to them.",
            period=MINUTE,
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


def _told(watched: Watched, purpose: str, metric: str, description: str, **how: Any) -> Alarm:
    """An alarm on what the nodes tell."""
    return Alarm(
        purpose=f"vault-{purpose}",
        description=description,
        namespace=CLUSTER,
        metric=metric,
        dimensions=[{"Cluster": watched.cluster}],
        **how,
    )


def _counted(watched: Watched, purpose: str, metric: str, description: str, **how: Any) -> Alarm:
    """An alarm on what is counted in the audit log."""
    return Alarm(
        purpose=f"vault-{purpose}",
        description=f"{description} Who it was: strongroom vault access. See docs/runbooks/vault-access.md",
        namespace=namespace(watched.environment),
        metric=metric,
        dimensions=[{}],
        **how,
    )
