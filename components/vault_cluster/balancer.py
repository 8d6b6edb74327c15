"""The door to the cluster: an internal HTTPS balancer that sends traffic only to initialised, unsealed nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi
from pulumi_aws import ec2, lb, vpc

from components import child
from components.vault_cluster.names import ClusterNames

if TYPE_CHECKING:
    from collections.abc import Mapping

    from components.context import Context
    from components.vault_cluster.arguments import VaultClusterArgs

HTTPS = 443
API = 8200
# Active and standby nodes answer 200 and serve; a sealed one answers 503 and an uninitialised one 501 (design: two
# health questions). Source: Vault API, "/sys/health".
HEALTH_PATH = "/v1/sys/health?standbyok=true&perfstandbyok=true"
TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-2021-06"
_NAME_LIMIT = 32


class VaultBalancer(pulumi.ComponentResource):
    """Balancer, listener, target group and the balancer's security group."""

    dns_name: pulumi.Output[str]
    target_group_arn: pulumi.Output[str]
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
        self.target_group_arn = self._targets(args)
        self._listener(args, balancer)
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
            vpc.SecurityGroupIngressRule(
                f"vault-clients-{number}",
                security_group_id=group.id,
                description="Clients",
                cidr_ipv4=block,
                ip_protocol="tcp",
                from_port=HTTPS,
                to_port=HTTPS,
                tags=self._tags(f"clients-{number}"),
                opts=child.of(self),
            )
        return group.id

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

    def _targets(self, args: VaultClusterArgs) -> pulumi.Output[str]:
        return lb.TargetGroup(
            "vault",
            name=self._context.name("vault", limit=_NAME_LIMIT),
            vpc_id=args.placement.vpc_id,
            port=API,
            protocol="HTTPS",
            target_type="instance",
            deregistration_delay=15,
            health_check={
                "path": HEALTH_PATH,
                "protocol": "HTTPS",
                "port": "traffic-port",
                "matcher": "200",
                "interval": 5,
                "timeout": 4,
                "healthy_threshold": 2,
                "unhealthy_threshold": 2,
            },
            tags=self._tags("targets"),
            opts=child.of(self),
        ).arn

    def _listener(self, args: VaultClusterArgs, balancer: lb.LoadBalancer) -> None:
        lb.Listener(
            "vault",
            load_balancer_arn=balancer.arn,
            port=HTTPS,
            protocol="HTTPS",
            ssl_policy=TLS_POLICY,
            certificate_arn=args.certificate_arn,
            default_actions=[{"type": "forward", "target_group_arn": self.target_group_arn}],
            tags=self._tags("listener"),
            opts=child.of(self),
        )
