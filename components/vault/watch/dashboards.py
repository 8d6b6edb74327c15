"""The four dashboards (requirement 4.13), as data: cluster health, access to secrets, performance, security events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from components.rotation.alarms import namespace as rotations
from components.vault.watch.audit_alarms import FAILED_LOGINS_A_MINUTE
from components.vault.watch.audit_filters import audit_filters, namespace
from components.vault.watch.door_alarms import READ_SECONDS
from components.vault.watch.metrics import CLUSTER
from components.vault.watch.widgets import Alarms, Found, Graph, Series, Words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from components.vault.watch.queries import Query
    from components.vault.watch.widgets import Widget

_BALANCER = "AWS/ApplicationELB"


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A cluster as dashboards name it: what `Watched` has, all known by now, and the alarms and queries there are.

    `strategies`: those of the stack's rotations.
    """

    environment: str
    cluster: str
    size: int
    audit_log_group: str
    balancer: str
    targets: str
    leader: str
    alarm_arns: Sequence[str]
    strategies: Sequence[str]
    queries: Mapping[str, Query]

    def told(self, metric: str, label: str, statistic: str) -> Series:
        """What the nodes tell."""
        return Series(
            namespace=CLUSTER, metric=metric, dimensions={"Cluster": self.cluster}, label=label, statistic=statistic
        )

    def counted(self, metric: str, label: str | None = None) -> Series:
        """What is counted in the audit log."""
        words = {one.metric: one.counts for one in audit_filters(self.environment)}
        return Series(namespace=namespace(self.environment), metric=metric, dimensions={}, label=label or words[metric])

    def door(self, metric: str, label: str, statistic: str, *, leader: bool = False) -> Series:
        """What the balancer tells of its nodes."""
        dimensions = {"LoadBalancer": self.balancer, "TargetGroup": self.leader if leader else self.targets}
        return Series(namespace=_BALANCER, metric=metric, dimensions=dimensions, label=label, statistic=statistic)

    def found(self, query: str, width: int = 12) -> Found:
        """What a query of the stack finds."""
        asked = self.queries[query]
        return Found(title=asked.title, log_groups=asked.log_groups, query=asked.text, width=width)

    def rotation(self, metric: str, statistic: str = "Sum") -> list[Series]:
        """What the functions that rotate tell, a line a strategy."""
        where = rotations(self.environment)
        return [
            Series(namespace=where, metric=metric, dimensions={"strategy": one}, label=one, statistic=statistic)
            for one in self.strategies
        ]


def dashboards(shown: Shown) -> dict[str, Sequence[Widget]]:
    """Widgets by the purpose of their dashboard."""
    return {
        "vault-health": _health(shown),
        "vault-access": _access(shown),
        "vault-performance": _performance(shown),
        "vault-security": _security(shown),
    }


def _health(shown: Shown) -> list[Widget]:
    return [
        Alarms(title=f"Alarms of {shown.cluster}", arns=shown.alarm_arns),
        Graph(
            title="Now",
            view="singleValue",
            width=24,
            series=[
                shown.told("Voters", "nodes with a vote", "Minimum"),
                shown.told("FailureTolerance", "nodes that may fail", "Minimum"),
                shown.told("Sealed", "a node is sealed", "Maximum"),
                shown.told("Leading", "a node leads", "Maximum"),
            ],
        ),
        Graph(
            title="Votes",
            series=[
                shown.told("Voters", "nodes with a vote", "Minimum"),
                shown.told("FailureTolerance", "nodes that may fail", "Minimum"),
            ],
            limit=("all of them", shown.size),
        ),
        Graph(
            title="Behind the doors",
            series=[
                shown.door("HealthyHostCount", "nodes that get requests", "Minimum"),
                shown.door("UnHealthyHostCount", "nodes that get none", "Maximum"),
                shown.door("HealthyHostCount", "the leader's door", "Maximum", leader=True),
            ],
        ),
        Graph(
            title="Servers",
            series=[
                shown.told("Answering", "all answer", "Minimum"),
                shown.told("Sealed", "one is sealed", "Maximum"),
                shown.told("Answering", "nodes that tell, by samples", "SampleCount"),
            ],
        ),
        Graph(
            title="Age of the newest snapshot, seconds",
            series=[shown.told("SnapshotAge", "age", "Maximum")],
            limit=("alarm", 7200),
        ),
        Graph(
            title="Fullest volumes, %",
            series=[
                shown.told("DataDiskUsed", "raft's data", "Maximum"),
                shown.told("AuditDiskUsed", "audit log", "Maximum"),
            ],
            limit=("alarm", 80),
        ),
        Graph(
            title="Days until the first node's certificate ends",
            series=[shown.told("CertificateDaysLeft", "days", "Minimum")],
            limit=("alarm", 7),
        ),
    ]


AVAILABILITY = 99.9  # per cent, requirement 4.21
# What the balancer answered without an error of a node's or of its own; a refusal (4xx) is an answer.
_AVAILABILITY: tuple[tuple[str, Literal["timeSeries", "singleValue"]], ...] = (
    ("Availability", "timeSeries"),
    ("Availability in the time shown; look at 30 days", "singleValue"),
)


def _access(shown: Shown) -> list[Widget]:
    return [
        Graph(title="Secrets read", series=[shown.counted("Reads", "all"), shown.counted("PeopleReads", "by people")]),
        Graph(title="Secrets written or deleted", series=[shown.counted("Writes", "writes")]),
        Graph(title="Tokens given", series=[shown.counted("Logins", "tokens")]),
        shown.found("access-patterns", width=24),
        shown.found("access-by-hour", width=24),
    ]


def _performance(shown: Shown) -> list[Widget]:
    def balancer(metric: str, label: str) -> Series:
        return Series(namespace=_BALANCER, metric=metric, dimensions={"LoadBalancer": shown.balancer}, label=label)

    return [
        Graph(
            title="Time of an answer, seconds",
            series=[shown.door("TargetResponseTime", kind, kind) for kind in ("p50", "p95", "p99")],
            limit=("goal of p99", READ_SECONDS),
            width=12,
        ),
        Graph(title="Requests", series=[shown.door("RequestCount", "requests in five minutes", "Sum")], width=12),
        Graph(
            title="Answers",
            series=[
                shown.door("HTTPCode_Target_2XX_Count", "fine", "Sum"),
                shown.door("HTTPCode_Target_4XX_Count", "refused", "Sum"),
                shown.door("HTTPCode_Target_5XX_Count", "errors of nodes", "Sum"),
                balancer("HTTPCode_ELB_5XX_Count", "errors of the balancer"),
            ],
        ),
        *(
            Graph(
                title=title,
                computed=("answered, %", "100 * (m1 - FILL(m2, 0)) / (m1 + FILL(m3, 0))"),
                series=[
                    shown.door("RequestCount", "requests", "Sum"),
                    shown.door("HTTPCode_Target_5XX_Count", "errors of nodes", "Sum"),
                    balancer("HTTPCode_ELB_5XX_Count", "errors of the balancer"),
                ],
                view=view,
                whole=view == "singleValue",
                limit=None if view == "singleValue" else ("goal", AVAILABILITY),
            )
            for title, view in _AVAILABILITY
        ),
        Graph(
            title="Connections",
            series=[
                balancer("ActiveConnectionCount", "open"),
                balancer("RejectedConnectionCount", "too many"),
            ],
        ),
        Graph(
            title="Audit log",
            series=[
                Series(
                    namespace="AWS/Logs",
                    metric=metric,
                    dimensions={"LogGroupName": shown.audit_log_group},
                    label=label,
                )
                for metric, label in (("IncomingLogEvents", "lines"), ("IncomingBytes", "bytes"))
            ],
        ),
    ]


def _security(shown: Shown) -> list[Widget]:
    rotations: list[Widget] = []
    if shown.strategies:
        rotations = [
            Graph(
                title="Values that should have changed",
                series=shown.rotation("RotationOverdue", "Maximum"),
                width=12,
            ),
            Graph(title="Values that have changed", series=shown.rotation("RotationSucceeded"), width=12),
            shown.found("rotation-failures", width=24),
        ]
    return [
        Words(markdown="What each of these means and what to do: **docs/runbooks/vault-access.md**."),
        Graph(
            title="Refused",
            series=[shown.counted("FailedLogins", "logins and tokens"), shown.counted("Denied", "by a policy")],
            period=60,
            limit=("alarm on logins", FAILED_LOGINS_A_MINUTE),
        ),
        Graph(
            title="What opens everything",
            series=[
                shown.counted("BreakGlassLogins", "break-glass"),
                shown.counted("RootUses", "requests as root"),
                shown.counted("RootAttempts", "steps towards a root token"),
            ],
        ),
        Graph(
            title="Auditing",
            series=[
                shown.told("AuditFailures", "requests not written down", "Maximum"),
                Series(
                    namespace="AWS/Logs",
                    metric="IncomingLogEvents",
                    dimensions={"LogGroupName": shown.audit_log_group},
                    label="lines",
                ),
            ],
        ),
        shown.found("unauthorised", width=24),
        shown.found("break-glass", width=24),
        shown.found("key-events", width=24),
        *rotations,
    ]
