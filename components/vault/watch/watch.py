"""A Vault cluster is watched: filters of its audit log, alarms, events of its keys, dashboards and kept queries."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pulumi
from pulumi_aws import cloudwatch

from components import child
from components.vault.cluster import copy_alarms
from components.vault.cluster.names import ClusterNames
from components.vault.watch.alarms import of_cluster
from components.vault.watch.audit_filters import AuditFilter, audit_filters, namespace
from components.vault.watch.dashboards import Shown, dashboards
from components.vault.watch.key_events import KeyEvents, KeyEventsArgs
from components.vault.watch.queries import queries
from components.vault.watch.watched import Watched
from components.vault.watch.widgets import render
from strongroom import naming

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from components.alerts import Alarm, Alerts
    from components.context import Context
    from components.vault.cluster import VaultCluster
    from components.vault.watch.queries import Query

_SHARE = 1
PURPOSES = ("vault-health", "vault-access", "vault-performance", "vault-security")


@dataclass(frozen=True, kw_only=True)
class VaultWatchArgs:
    """The cluster and what it was asked for with; whom alarms tell, the key of logs.

    `rotations`: strategy of each of the stack's functions that rotate, by its purpose. `copies`: snapshots are copied.
    """

    cluster: VaultCluster
    size: int
    certificate_arn: pulumi.Input[str]
    alerts: Alerts
    log_key_arn: pulumi.Input[str]
    rotations: Mapping[str, str] = field(default_factory=dict)
    copies: bool = False


class VaultWatch(pulumi.ComponentResource):
    """What is counted, what rings, and where people look."""

    def __init__(self, context: Context, args: VaultWatchArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("strongroom:vault:VaultWatch", "vault-watch", None, opts)
        self._context = context
        self._names = ClusterNames(context)
        cluster = args.cluster
        for one in audit_filters(context.environment):
            self._filter(cluster, one)
        alarms = self._alarms(args)
        for alarm in alarms:
            args.alerts.ring(alarm, component="vault", parent=self)
        events = KeyEvents(context, self._key_events(args), child.of(self))
        asked = queries(
            context.environment, cluster.audit_log_group, events.log_group, self._rotation_groups(args.rotations)
        )
        for query in asked:
            self._query(query)
        self._dashboards(args, [*(alarm.purpose for alarm in alarms), *events.alarms], asked)
        self.register_outputs({})

    def _filter(self, cluster: VaultCluster, counted: AuditFilter) -> None:
        cloudwatch.LogMetricFilter(
            f"vault-{counted.purpose}",
            name=self._names.part(counted.purpose),
            log_group_name=cluster.audit_log_group,
            pattern=counted.pattern,
            metric_transformation=cloudwatch.LogMetricFilterMetricTransformationArgs(
                name=counted.metric, namespace=namespace(self._context.environment), value="1", default_value="0"
            ),
            opts=child.of(self, depends_on=[cluster.storage]),
        )

    def _alarms(self, args: VaultWatchArgs) -> list[Alarm]:
        every, leader = args.cluster.door_suffixes
        watched = Watched(
            environment=self._context.environment,
            cluster=self._names.cluster,
            size=args.size,
            audit_log_group=args.cluster.audit_log_group,
            balancer=args.cluster.balancer_suffix,
            targets=every,
            leader=leader,
            certificate_arn=args.certificate_arn,
            hours=args.alerts.settings.business_hours,
        )
        return [*of_cluster(watched), *(copy_alarms.here(self._names) if args.copies else [])]

    def _key_events(self, args: VaultWatchArgs) -> KeyEventsArgs:
        return KeyEventsArgs(
            key_arns=list(args.cluster.key_arns.values()),
            shares=self._names.custody(_SHARE).removesuffix(str(_SHARE)),
            log_key_arn=args.log_key_arn,
            alerts=args.alerts,
        )

    def _rotation_groups(self, rotations: Iterable[str]) -> list[str]:
        return [naming.log_group(self._context.environment, purpose) for purpose in rotations]

    def _query(self, query: Query) -> None:
        cloudwatch.QueryDefinition(
            f"vault-{query.name}",
            name=f"{naming.PROJECT}/{self._context.environment}/{query.name}",
            log_group_names=list(query.log_groups),
            query_string=query.text,
            opts=child.of(self),
        )

    def _dashboards(self, args: VaultWatchArgs, alarms: Sequence[str], asked: Sequence[Query]) -> None:
        known = pulumi.Output.all(args.cluster.balancer_suffix, *args.cluster.door_suffixes)
        strategies = sorted(set(args.rotations.values()))

        def bodies(suffixes: Sequence[Any]) -> dict[str, str]:
            balancer, every, leader = suffixes
            shown = Shown(
                environment=self._context.environment,
                cluster=self._names.cluster,
                size=args.size,
                audit_log_group=args.cluster.audit_log_group,
                balancer=balancer,
                targets=every,
                leader=leader,
                alarm_arns=[self._alarm_arn(purpose) for purpose in alarms],
                strategies=strategies,
                queries={query.name: query for query in asked},
            )
            return {purpose: render(shows, self._context.region) for purpose, shows in dashboards(shown).items()}

        rendered = known.apply(bodies)
        for purpose in PURPOSES:
            cloudwatch.Dashboard(
                purpose,
                dashboard_name=self._context.name(purpose),
                dashboard_body=rendered[purpose],
                opts=child.of(self),
            )

    def _alarm_arn(self, purpose: str) -> str:
        return self._context.arn("cloudwatch", f"alarm:{self._context.name(purpose, limit=255)}")
