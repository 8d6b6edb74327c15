"""A Vault cluster on EC2 that initialises, unseals, heals and backs itself up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi

from components import child
from components.vault.cluster.arguments import THRESHOLD
from components.vault.cluster.balancer import VaultBalancer
from components.vault.cluster.group import CLUSTER_TAG, LAUNCH_HOOK, TERMINATE_HOOK, VaultNodes
from components.vault.cluster.names import ClusterNames
from components.vault.cluster.node_files import NodeConfiguration, SnapshotTarget
from components.vault.cluster.snapshot_copies import SnapshotCopies
from components.vault.cluster.storage import VaultStorage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from components.context import Context
    from components.vault.cluster.arguments import VaultClusterArgs


class VaultCluster(pulumi.ComponentResource):
    """Storage that outlives the nodes, the door to them, and the nodes. Nothing is initialised by this program."""

    address: str
    """`https://<domain name>`: where clients find it."""
    dns_name: pulumi.Output[str]
    """The balancer's own name, which the domain name has to point at."""
    group_name: pulumi.Output[str]
    key_arns: Mapping[str, pulumi.Output[str]]
    audit_log_group: str
    storage: VaultStorage
    """What outlives the nodes, for what has to wait for it."""
    balancer_suffix: pulumi.Output[str]
    door_suffixes: tuple[pulumi.Output[str], pulumi.Output[str]]

    def __init__(self, context: Context, args: VaultClusterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("strongroom:vault:VaultCluster", "vault", None, opts)
        node = node_configuration(context, args)
        storage = VaultStorage(context, args, child.of(self))
        if args.second_region and args.second_region.snapshots:
            SnapshotCopies(context, args, where=args.second_region, storage=storage, opts=child.of(self))
        balancer = VaultBalancer(context, args, storage.access_log_bucket, child.of(self))
        nodes = VaultNodes(
            context, args, node=node, storage=storage, balancer=balancer, opts=child.of(self, depends_on=[storage])
        )
        self.address = f"https://{args.domain_name}"
        self.dns_name = balancer.dns_name
        self.group_name = nodes.group_name
        self.key_arns = storage.key_arns
        self.audit_log_group = storage.audit_log_group
        self.storage = storage
        self.balancer_suffix = balancer.suffix
        self.door_suffixes = balancer.door_suffixes
        self.register_outputs(
            {"address": self.address, "dns_name": self.dns_name, "group_name": self.group_name},
        )


def node_configuration(context: Context, args: VaultClusterArgs) -> NodeConfiguration:
    """What the nodes are told: names and aliases, all known before anything exists."""
    names = ClusterNames(context, args.keys_are_there)
    return NodeConfiguration(
        cluster=names.cluster,
        region=context.region,
        server_name=args.domain_name,
        table=names.cluster,
        seal_key=names.alias("seal"),
        authority_key=names.alias("authority"),
        deployer_key=names.alias("deployer"),
        operator_key=names.alias("operator"),
        custody=tuple(names.custody(share) for share in range(1, len(args.custodians) + 1)),
        snapshots=SnapshotTarget(
            bucket=names.bucket("snapshots"),
            key=names.alias("data"),
            retain_days=args.snapshot_days,
            mode=args.snapshot_lock,
        ),
        program_bucket=names.bucket("program"),
        group=names.cluster,
        distribution=args.distribution,
        balancer_cidrs=args.placement.subnet_cidrs,
        auto_join=(
            f"provider=aws region={context.region} tag_key={CLUSTER_TAG} tag_value={names.cluster} addr_type=private_v4"
        ),
        audit_log_group=names.log_group("audit"),
        recovery_threshold=THRESHOLD,
        recovery_pgp_keys=args.recovery_pgp_keys,
        second_audit=args.second_audit,
        launch_hook=LAUNCH_HOOK,
        terminate_hook=TERMINATE_HOOK,
    )
