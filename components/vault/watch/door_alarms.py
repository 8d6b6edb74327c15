"""What rings of the balancer: nodes that it finds unhealthy, slow or wrong answers, and its certificate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from components.alerts import Alarm
from components.alerts.alarm import DAY
from components.vault.watch.watched import MINUTE

if TYPE_CHECKING:
    from components.vault.watch.watched import Watched

READ_SECONDS = 0.1  # requirement 4.21: p99 of a retrieval


def of_doors(watched: Watched) -> list[Alarm]:
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
