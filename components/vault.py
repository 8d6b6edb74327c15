"""A stack's Vault, whole: the network it stands in, the cluster, and what the cluster is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi

from components import child
from components.network import Network, NetworkArgs
from components.vault_cluster import AuditDevice, Distribution, Placement, VaultCluster, VaultClusterArgs
from components.vault_configuration import GithubActions, People, VaultConfiguration, VaultConfigurationArgs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from components.context import Context
    from components.vault_settings import VaultSettings
    from strongroom.catalogue import Secret, Workspace


@dataclass(frozen=True, kw_only=True)
class VaultArgs:
    """The stack's settings, the key of its logs, and the catalogue whose policies the cluster gets."""

    settings: VaultSettings
    log_key_arn: pulumi.Input[str]
    workspaces: Sequence[Workspace]
    secrets: Sequence[Secret]


class Vault(pulumi.ComponentResource):
    """Network, cluster and configuration. The configuration waits until the nodes are healthy voters."""

    address: str
    """`https://<domain name>`: where clients find it."""

    def __init__(self, context: Context, args: VaultArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("strongroom:vault:Vault", "vault", None, opts)
        network = Network(context, _network(args), child.of(self))
        cluster = VaultCluster(context, _cluster(args.settings, network), child.of(self))
        VaultConfiguration(context, _configuration(args), child.of(self, depends_on=[cluster]))
        self.address = cluster.address
        self.register_outputs({"address": self.address})


def _network(args: VaultArgs) -> NetworkArgs:
    wanted = args.settings.network
    return NetworkArgs(cidr=wanted.cidr, zones=wanted.zones, nat=wanted.nat, log_key_arn=args.log_key_arn)


def _cluster(settings: VaultSettings, network: Network) -> VaultClusterArgs:
    return VaultClusterArgs(
        placement=Placement(
            vpc_id=network.vpc_id,
            zones=tuple(zone.name for zone in network.zones),
            subnet_ids=network.private_subnet_ids,
            subnet_cidrs=tuple(zone.private for zone in network.zones),
            endpoint_group_id=network.endpoint_group_id,
            gateway_prefix_list_ids=network.gateway_prefix_list_ids,
        ),
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
        custody_open=settings.custody_open,
        second_audit=AuditDevice(**settings.second_audit.model_dump()) if settings.second_audit else AuditDevice(),
    )


def _configuration(args: VaultArgs) -> VaultConfigurationArgs:
    settings = args.settings
    return VaultConfigurationArgs(
        workspaces=args.workspaces,
        secrets=args.secrets,
        distribution=settings.distribution.name,
        domain_name=settings.domain_name,
        github=GithubActions(
            mirror_repository=settings.mirror_repository,
            mirror_environment=settings.mirror_environment,
            public_keys=settings.actions_public_keys,
        ),
        people=People(**settings.people.model_dump()) if settings.people else None,
        machine_cidrs=settings.clients,
    )
