"""A stack's Vault, whole: the network it stands in, the cluster, and what the cluster is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pulumi

from components import child
from components.break_glass.break_glass import BreakGlass, BreakGlassArgs
from components.network import Network, NetworkArgs
from components.network_layout import FEWEST_ZONES, LayoutError
from components.vault.cluster import (
    AuditDevice,
    Distribution,
    Placement,
    SealKey,
    SecondRegion,
    VaultArgumentsError,
    VaultCluster,
    VaultClusterArgs,
)
from components.vault.configuration import (
    GithubActions,
    VaultConfiguration,
    VaultConfigurationArgs,
    VaultConfigurationError,
)
from components.vault.watch import VaultWatch, VaultWatchArgs
from components.vault.watch.key_events import LOG_GROUP

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from components.alerts import Alerts
    from components.alerts.settings import AlertSettings
    from components.break_glass.settings import BreakGlassSettings
    from components.context import Context
    from components.vault.settings import VaultSettings
    from strongroom.catalogue import Secret, Workspace


@dataclass(frozen=True, kw_only=True)
class VaultArgs:
    """The stack's settings, its keys `logs` and `functions`, and the catalogue whose policies the cluster gets.

    `alerts`: whom alarms tell. `rotations`: strategy of each of the stack's functions that rotate, by its purpose:
    dashboards show them, too.
    """

    settings: VaultSettings
    keys: Mapping[str, pulumi.Input[str]]
    alerts: Alerts
    workspaces: Sequence[Workspace]
    secrets: Sequence[Secret]
    rotations: Mapping[str, str] = field(default_factory=dict)


class Vault(pulumi.ComponentResource):
    """Network, cluster and configuration. The configuration waits until the nodes are healthy voters."""

    address: str
    """`https://<domain name>`: where clients find it."""
    balancer: pulumi.Output[str]
    """The name that the domain name has to point at."""
    network: Network
    """Where it stands; databases and caches stand there, too."""

    def __init__(self, context: Context, args: VaultArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("strongroom:vault:Vault", "vault", None, opts)
        self.network = Network(context, _network(args.settings, args.keys["logs"]), child.of(self))
        asked = _cluster(args.settings, _placement(args.settings, self.network), args.alerts.settings)
        cluster = VaultCluster(context, asked, child.of(self))
        watch = VaultWatch(context, _watch(args, asked, cluster), child.of(self))
        configuration = _configuration(args.settings, args.workspaces, args.secrets)
        configured = VaultConfiguration(context, configuration, child.of(self, depends_on=[cluster]))
        if args.settings.break_glass:
            wanted = _break_glass(args, args.settings.break_glass, cluster)
            BreakGlass(context, wanted, child.of(self, depends_on=[configured, watch]))
        self.address = cluster.address
        self.balancer = cluster.dns_name
        self.register_outputs({"address": self.address, "balancer": self.balancer})


def problems(
    settings: VaultSettings, workspaces: Sequence[Workspace], secrets: Sequence[Secret], alerts: AlertSettings | None
) -> Iterator[str]:
    """Everything that is wrong with a stack's Vault, before anything of it is made."""
    parts: tuple[Callable[[], object], ...] = (
        lambda: _network(settings),
        lambda: _cluster(settings, _somewhere(settings), alerts),
        lambda: _configuration(settings, workspaces, secrets),
    )
    for part in parts:
        try:
            part()
        except (LayoutError, VaultArgumentsError, VaultConfigurationError) as problem:
            yield str(problem)


def _network(settings: VaultSettings, log_key_arn: pulumi.Input[str] | None = None) -> NetworkArgs:
    wanted = settings.network
    return NetworkArgs(
        cidr=wanted.cidr, zones=wanted.zones, nat=wanted.nat, beside=wanted.beside, log_key_arn=log_key_arn
    )


def _break_glass(args: VaultArgs, settings: BreakGlassSettings, cluster: VaultCluster) -> BreakGlassArgs:
    return BreakGlassArgs(
        settings=settings,
        audience=args.settings.domain_name,
        paths=[secret.path for secret in args.secrets],
        data_key_arn=cluster.key_arns["data"],
        function_key_arn=args.keys["functions"],
        deployer_role_arns=args.settings.deployer_roles,
        break_glass_role_arn=args.settings.break_glass_role,
        alerts=args.alerts,
        events=LOG_GROUP,
    )


def _placement(settings: VaultSettings, network: Network) -> Placement:
    return Placement(
        vpc_id=network.vpc_id,
        zones=tuple(zone.name for zone in network.zones),
        subnet_ids=network.private_subnet_ids,
        subnet_cidrs=tuple(zone.private for zone in network.zones),
        endpoint_group_id=network.endpoint_group_id,
        gateway_prefix_list_ids=network.gateway_prefix_list_ids,
        fetch_cidrs=settings.network.fetch_cidrs,
    )


def _somewhere(settings: VaultSettings) -> Placement:
    """A sound place in the wanted zones, for a look at everything else; the network's own problems are its own."""
    zones = settings.network.zones
    missing = tuple(f"{zones[0] if zones else 'zone'}-{number}" for number in range(len(zones), FEWEST_ZONES))
    return Placement(
        vpc_id="",
        zones=zones + missing,
        subnet_ids=("",) * len(zones + missing),
        subnet_cidrs=("10.0.0.0/24",) * len(zones + missing),
        endpoint_group_id="",
        gateway_prefix_list_ids={},
        fetch_cidrs=settings.network.fetch_cidrs,
    )


def _watch(args: VaultArgs, asked: VaultClusterArgs, cluster: VaultCluster) -> VaultWatchArgs:
    return VaultWatchArgs(
        cluster=cluster,
        size=asked.size,
        certificate_arn=asked.certificate_arn,
        alerts=args.alerts,
        log_key_arn=args.keys["logs"],
        rotations=args.rotations,
        copies=bool(asked.second_region and asked.second_region.snapshots),
    )


def _cluster(settings: VaultSettings, placement: Placement, alerts: AlertSettings | None) -> VaultClusterArgs:
    second = settings.second_region
    return VaultClusterArgs(
        placement=placement,
        distribution=Distribution(**settings.distribution.model_dump()),
        domain_name=settings.domain_name,
        certificate_arn=settings.certificate_arn,
        image_id=settings.image_id,
        custodians=settings.custodians,
        break_glass_role_arn=settings.break_glass_role,
        deployer_role_arns=settings.deployer_roles,
        operator_role_arns=settings.operator_roles,
        drill_role_arns=settings.drill_roles,
        client_cidrs=settings.clients,
        size=settings.size,
        instance_type=settings.instance_type,
        seal=SealKey(**settings.seal_key.model_dump()),
        second_region=SecondRegion(**second.model_dump()) if second else None,
        alerts=alerts,
        keys_are_there=settings.keys_are_there,
        recovery_pgp_keys=settings.recovery_pgp_keys,
        custody_open=settings.custody_open,
        snapshot_days=settings.snapshots.days,
        snapshot_lock=settings.snapshots.lock,
        second_audit=_second_audit(settings),
    )


def _second_audit(settings: VaultSettings) -> AuditDevice:
    return AuditDevice(**settings.second_audit.model_dump()) if settings.second_audit else AuditDevice()


def _configuration(
    settings: VaultSettings, workspaces: Sequence[Workspace], secrets: Sequence[Secret]
) -> VaultConfigurationArgs:
    return VaultConfigurationArgs(
        workspaces=workspaces,
        secrets=secrets,
        distribution=settings.distribution.name,
        domain_name=settings.domain_name,
        github=GithubActions(
            mirror_repository=settings.mirror_repository,
            mirror_environment=settings.mirror_environment,
            public_keys=settings.actions_public_keys,
        ),
        people=settings.people,
        machine_cidrs=settings.clients,
        second_audit=_second_audit(settings),
    )
