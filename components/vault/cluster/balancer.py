"""The doors to the cluster: an internal HTTPS balancer, to all initialised, unsealed nodes and to their leader."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi
from pulumi_aws import ec2, lb, vpc

from components import child
from components.vault.cluster.names import ClusterNames

if TYPE_CHECKING:
    from collections.abc import Mapping

    from components.context import Context
    from components.vault.cluster.arguments import VaultClusterArgs

HTTPS = 443
LEADER = 8443
API = 8200
# A sealed node answers 503 and an uninitialised one 501 (design: two health questions); a standby 429, unless asked not
# to mind. Every node answers reads itself and hands writes on, but learns of a write a tenth of a second late: who
# reads what was just made, as the program does that configures the cluster, asks the leader alone (decision 92).
# Source: Vault API, "/sys/health".
HEALTH_PATH = "/v1/sys/health?standbyok=true&perfstandbyok=true"
LEADER_HEALTH_PATH = "/v1/sys/health"
TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-2021-06"
_NAME_LIMIT = 32


class VaultBalancer(pulumi.ComponentResource):
    """Balancer, its two listeners with a target group each, and the balancer's security group."""

    dns_name: pulumi.Output[str]
    target_group_arns: tuple[pulumi.Output[str], ...]
    suffix: pulumi.Output[str]
    """What CloudWatch calls the balancer."""
    door_suffixes: tuple[pulumi.Output[str], pulumi.Output[str]]
    """What CloudWatch calls the target groups: every node's and the leader's."""
    group_id: pulumi.Output[str]

    def __init__(
        self,
        context: Context,
        args: VaultClusterArgs,
        access_log_bucket: pulumi.Input[str],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("strongroom:vault:VaultBalancer", "vault-balancer", None, opts)
        self._context = context
        self._names = ClusterNames(context)
        self.group_id = self._group(args)
        balancer = self._balancer(args, access_log_bucket)
        self.dns_name = balancer.dns_name
        every, leader = (
            self._targets(args, "vault", HEALTH_PATH),
            self._targets(args, "vault-leader", LEADER_HEALTH_PATH),
        )
        self._listener(args, balancer, every.arn, "vault", HTTPS)
        self._listener(args, balancer, leader.arn, "vault-leader", LEADER)
        self.target_group_arns = (every.arn, leader.arn)
        self.suffix = balancer.arn_suffix
        self.door_suffixes = (every.arn_suffix, leader.arn_suffix)
        self.register_outputs({"dns_name": self.dns_name})

    def _tags(self, purpose: str) -> Mapping[str, str]:
        return self._context.tags("vault", Name=self._names.part(purpose))

    def _group(self, args: VaultClusterArgs) -> pulumi.Output[str]:
        group = ec2.SecurityGroup(
            "vault-balancer",
            name=self._names.part("balancer"),
            description="Vault balancer: HTTPS from its clients, 8200 to the nodes",
            vpc_id=args.placement.vpc_id,
            tags=self._tags("balancer"),
            opts=child.of(self),
        )
        for number, block in enumerate(args.client_cidrs, start=1):
            self._let_in(group, f"clients-{number}", block, HTTPS)
            self._let_in(group, f"leader-clients-{number}", block, LEADER)
        return group.id

    def _let_in(self, group: ec2.SecurityGroup, who: str, block: str, port: int) -> None:
        vpc.SecurityGroupIngressRule(
            f"vault-{who}",
            security_group_id=group.id,
            description="Clients",
            cidr_ipv4=block,
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            tags=self._tags(who),
            opts=child.of(self),
        )

    def _balancer(self, args: VaultClusterArgs, access_log_bucket: pulumi.Input[str]) -> lb.LoadBalancer:
        return lb.LoadBalancer(
            "vault",
            name=self._context.name("vault", limit=_NAME_LIMIT),
            internal=True,
            load_balancer_type="application",
            subnets=list(args.placement.subnet_ids),
            security_groups=[self.group_id],
            drop_invalid_header_fields=True,
            desync_mitigation_mode="strictest",
            enable_deletion_protection=self._context.protect,
            access_logs={"bucket": access_log_bucket, "prefix": "vault", "enabled": True},
            tags=self._tags("balancer"),
            opts=child.of(self),
        )

    def _targets(self, args: VaultClusterArgs, name: str, health_path: str) -> lb.TargetGroup:
        return lb.TargetGroup(
            name,
            name=self._context.name(name, limit=_NAME_LIMIT),
            vpc_id=args.placement.vpc_id,
            port=API,
            protocol="HTTPS",
            target_type="instance",
            deregistration_delay=15,
            health_check={
                "path": health_path,
                "protocol": "HTTPS",
                "port": "traffic-port",
                "matcher": "200",
                "interval": 5,
                "timeout": 4,
                "healthy_threshold": 2,
                "unhealthy_threshold": 2,
            },
            tags=self._tags(name),
            opts=child.of(self),
        )

    def _listener(
        self, args: VaultClusterArgs, balancer: lb.LoadBalancer, targets: pulumi.Output[str], name: str, port: int
    ) -> None:
        lb.Listener(
            name,
            load_balancer_arn=balancer.arn,
            port=port,
            protocol="HTTPS",
            ssl_policy=TLS_POLICY,
            certificate_arn=args.certificate_arn,
            default_actions=[{"type": "forward", "target_group_arn": targets}],
            tags=self._tags("listener"),
            opts=child.of(self),
        )
