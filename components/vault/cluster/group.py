"""The nodes: their role, their security group, the launch template and the scaling group that keeps them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pulumi
from pulumi_aws import autoscaling, ec2, iam, vpc

from components import child
from components.vault.cluster import access
from components.vault.cluster.balancer import API, HTTPS
from components.vault.cluster.names import ClusterNames
from components.vault.cluster.node_files import NodeConfiguration, user_data

if TYPE_CHECKING:
    from collections.abc import Mapping

    from components.context import Context
    from components.vault.cluster.arguments import VaultClusterArgs
    from components.vault.cluster.balancer import VaultBalancer
    from components.vault.cluster.storage import VaultStorage

RAFT = 8201
CLUSTER_TAG = "VaultCluster"
LAUNCH_HOOK = "launch"
TERMINATE_HOOK = "terminate"
HOOK_SECONDS = 900
_DEVICES = {"data": "/dev/sdf", "audit": "/dev/sdg"}


class VaultNodes(pulumi.ComponentResource):
    """A scaling group of nodes over the zones, replaced one at a time and only while the cluster can lose one."""

    group_name: pulumi.Output[str]
    group_id: pulumi.Output[str]
    role_arn: pulumi.Output[str]
    template_version: pulumi.Output[int]

    def __init__(
        self,
        context: Context,
        args: VaultClusterArgs,
        *,
        node: NodeConfiguration,
        storage: VaultStorage,
        balancer: VaultBalancer,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("strongroom:vault:VaultNodes", "vault-nodes", None, opts)
        self._context = context
        self._names = ClusterNames(context, args.keys_are_there)
        profile = self._role(args, storage)
        self.group_id = self._security_group(args, balancer)
        template = self._template(args, node, profile, storage)
        self.template_version = template.latest_version
        self.group_name = self._scaling_group(args, template, balancer).name
        self.register_outputs({"group_name": self.group_name, "role_arn": self.role_arn})

    def _tags(self, purpose: str) -> Mapping[str, str]:
        return self._context.tags("vault", Name=self._names.part(purpose))

    def _role(self, args: VaultClusterArgs, storage: VaultStorage) -> iam.InstanceProfile:
        role = iam.Role(
            "vault",
            name=self._names.cluster,
            description="A node of the Vault cluster",
            assume_role_policy=access.trust_document(),
            tags=self._tags("role"),
            opts=child.of(self),
        )
        arns = dict(storage.key_arns)
        if storage.replica_arns:
            arns["custody-replica"] = storage.replica_arns["custody"]
        document = pulumi.Output.all(**arns).apply(lambda known: access.role_document(self._names, args, known))
        iam.RolePolicy("vault", role=role.name, policy=document, opts=child.of(self))
        self.role_arn = role.arn
        return iam.InstanceProfile(
            "vault", name=self._names.cluster, role=role.name, tags=self._tags("profile"), opts=child.of(self)
        )

    def _security_group(self, args: VaultClusterArgs, balancer: VaultBalancer) -> pulumi.Output[str]:
        group = ec2.SecurityGroup(
            "vault-nodes",
            name=self._names.part("nodes"),
            description="Vault nodes: the API from the balancer, raft and API among each other, AWS by its endpoints",
            vpc_id=args.placement.vpc_id,
            tags=self._tags("nodes"),
            opts=child.of(self),
        )
        self._between("balancer-to-nodes", balancer.group_id, group.id, API)
        for port in (API, RAFT):
            self._between(f"among-nodes-{port}", group.id, group.id, port)
        place = args.placement
        self._out("endpoints", group.id, referenced_security_group_id=place.endpoint_group_id)
        for service, prefixes in place.gateway_prefix_list_ids.items():
            self._out(service, group.id, prefix_list_id=prefixes)
        for number, block in enumerate(place.fetch_cidrs, start=1):
            self._out(f"fetch-{number}", group.id, cidr_ipv4=block)
        return group.id

    def _between(self, name: str, source: pulumi.Output[str], target: pulumi.Output[str], port: int) -> None:
        """Let one group reach another on a port: both sides of it."""
        vpc.SecurityGroupEgressRule(
            name,
            security_group_id=source,
            referenced_security_group_id=target,
            description=name.replace("-", " "),
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            tags=self._tags(name),
            opts=child.of(self),
        )
        vpc.SecurityGroupIngressRule(
            name,
            security_group_id=target,
            referenced_security_group_id=source,
            description=name.replace("-", " "),
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            tags=self._tags(name),
            opts=child.of(self),
        )

    def _out(self, name: str, group: pulumi.Output[str], **target: pulumi.Input[str]) -> None:
        vpc.SecurityGroupEgressRule(
            f"to-{name}",
            security_group_id=group,
            description=f"HTTPS to {name}",
            ip_protocol="tcp",
            from_port=HTTPS,
            to_port=HTTPS,
            tags=self._tags(f"to-{name}"),
            opts=child.of(self),
            **target,
        )

    def _template(
        self, args: VaultClusterArgs, node: NodeConfiguration, profile: iam.InstanceProfile, storage: VaultStorage
    ) -> ec2.LaunchTemplate:
        key = storage.key_arns["data"]
        tags = {**self._tags("node"), CLUSTER_TAG: self._names.cluster}
        return ec2.LaunchTemplate(
            "vault",
            name=self._names.cluster,
            image_id=args.image_id,
            instance_type=args.instance_type,
            iam_instance_profile={"arn": profile.arn},
            user_data=user_data(node),
            metadata_options={
                "http_endpoint": "enabled",
                "http_tokens": "required",
                "http_put_response_hop_limit": 1,
                "instance_metadata_tags": "disabled",
            },
            network_interfaces=[
                {
                    "associate_public_ip_address": "false",
                    "security_groups": [self.group_id],
                    "delete_on_termination": "true",
                }
            ],
            block_device_mappings=[
                _volume("/dev/xvda", 20, key),
                _volume(_DEVICES["data"], args.data_gib, key),
                _volume(_DEVICES["audit"], args.audit_gib, key),
            ],
            ebs_optimized="true",
            monitoring={"enabled": True},
            tag_specifications=[{"resource_type": kind, "tags": tags} for kind in ("instance", "volume")],
            tags=self._tags("template"),
            opts=child.of(self),
        )

    def _scaling_group(
        self, args: VaultClusterArgs, template: ec2.LaunchTemplate, balancer: VaultBalancer
    ) -> autoscaling.Group:
        return autoscaling.Group(
            "vault",
            name=self._names.cluster,
            min_size=args.size,
            max_size=args.size + 1,
            desired_capacity=args.size,
            vpc_zone_identifiers=list(args.placement.subnet_ids),
            # A number, never $Latest: a new version is then a change that the instance refresh acts upon.
            launch_template={"id": template.id, "version": template.latest_version.apply(str)},
            target_group_arns=list(balancer.target_group_arns),
            # Is the machine alive? A sealed server is none of the group's business; a server that keeps dying asks
            # for another machine itself (strongroom-node-unhealthy.service).
            health_check_type="EC2",
            health_check_grace_period=HOOK_SECONDS,
            initial_lifecycle_hooks=[
                _hook(LAUNCH_HOOK, "autoscaling:EC2_INSTANCE_LAUNCHING", "ABANDON"),
                _hook(TERMINATE_HOOK, "autoscaling:EC2_INSTANCE_TERMINATING", "CONTINUE"),
            ],
            instance_refresh=_one_at_a_time(args.size),
            termination_policies=["OldestLaunchTemplate", "OldestInstance"],
            enabled_metrics=[autoscaling.Metric.GROUP_IN_SERVICE_INSTANCES, autoscaling.Metric.GROUP_TOTAL_INSTANCES],
            wait_for_capacity_timeout="20m",
            tags=[
                autoscaling.GroupTagArgs(key=key, value=value, propagate_at_launch=False)
                for key, value in self._tags("group").items()
            ],
            opts=child.of(self),
        )


def _one_at_a_time(size: int) -> autoscaling.GroupInstanceRefreshArgs:
    """One more node than the size first; only when it is a healthy voter does an old one go."""
    return autoscaling.GroupInstanceRefreshArgs(
        strategy="Rolling",
        preferences=autoscaling.GroupInstanceRefreshPreferencesArgs(
            min_healthy_percentage=100,
            max_healthy_percentage=100 + math.ceil(100 / size),
            instance_warmup="30",
            auto_rollback=False,
            scale_in_protected_instances="Refresh",
            standby_instances="Ignore",
        ),
    )


def _volume(device: str, size: int, key: pulumi.Input[str]) -> ec2.LaunchTemplateBlockDeviceMappingArgsDict:
    return {
        "device_name": device,
        "ebs": {
            "volume_size": size,
            "volume_type": "gp3",
            "encrypted": "true",
            "kms_key_id": key,
            "delete_on_termination": "true",
        },
    }


def _hook(name: str, transition: str, result: str) -> autoscaling.GroupInitialLifecycleHookArgsDict:
    return {
        "name": name,
        "lifecycle_transition": transition,
        "heartbeat_timeout": HOOK_SECONDS,
        "default_result": result,
    }
