"""The network that everything stands in: private by default, with a way out only where one is needed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pulumi
from pulumi_aws import cloudwatch, ec2, iam, vpc

from components import child
from components.network_layout import LayoutError, Zone, lay_out, problems
from strongroom import naming

if TYPE_CHECKING:
    from collections.abc import Mapping

    from components.context import Context

INTERFACE_SERVICES = (
    "autoscaling",
    "ec2",
    "ec2messages",
    "kms",
    "logs",
    "monitoring",
    "secretsmanager",
    "ssm",
    "ssmmessages",
    "sts",
)
GATEWAY_SERVICES = ("dynamodb", "s3")
HTTPS = 443


@dataclass(frozen=True, kw_only=True)
class NetworkArgs:
    """The range, its zones, the ways out, and how long flow logs are kept.

    `nat`: one gateway a `zone` (a zone's loss is its own), `one` for all (cheaper), or `none` (endpoints only).
    `beside`: ranges that this one will be connected to and must not overlap.
    """

    zones: tuple[str, ...]
    cidr: str = "10.0.0.0/16"
    nat: Literal["zone", "one", "none"] = "zone"
    beside: tuple[str, ...] = ()
    log_key_arn: pulumi.Input[str] | None = None
    flow_log_days: int = 365

    def __post_init__(self) -> None:
        found = list(problems(self.cidr, self.zones, beside=self.beside))
        if found:
            raise LayoutError("\n".join(found))


class Network(pulumi.ComponentResource):
    """A VPC over three zones or more: public and private subnets, endpoints, flow logs, a closed default group."""

    vpc_id: pulumi.Output[str]
    public_subnet_ids: list[pulumi.Output[str]]
    private_subnet_ids: list[pulumi.Output[str]]
    endpoint_group_id: pulumi.Output[str]
    """Security group of the interface endpoints: let it in as a destination, on 443."""
    gateway_prefix_list_ids: Mapping[str, pulumi.Output[str]]
    """Prefix lists of S3 and DynamoDB, for rules that let traffic to them out."""

    def __init__(self, context: Context, args: NetworkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("strongroom:network:Network", "network", None, opts)
        self._context = context
        self.zones = lay_out(args.cidr, args.zones)
        self.cidr = args.cidr
        self._vpc = self._network(args)
        self.vpc_id = self._vpc.id
        self._flow_log(args)
        public = self._public_subnets()
        private, routes = self._private_subnets(args, public)
        self.public_subnet_ids = [subnet.id for subnet in public]
        self.private_subnet_ids = [subnet.id for subnet in private]
        self.gateway_prefix_list_ids = self._gateway_endpoints(routes)
        self.endpoint_group_id = self._interface_endpoints(private)
        self.register_outputs(
            {
                "vpc_id": self.vpc_id,
                "public_subnet_ids": self.public_subnet_ids,
                "private_subnet_ids": self.private_subnet_ids,
            }
        )

    def _tags(self, purpose: str) -> Mapping[str, str]:
        return self._context.tags("network", Name=self._context.name(purpose))

    def _network(self, args: NetworkArgs) -> ec2.Vpc:
        network = ec2.Vpc(
            "vpc",
            cidr_block=args.cidr,
            enable_dns_hostnames=True,
            enable_dns_support=True,
            tags=self._tags("vpc"),
            opts=child.of(self),
        )
        # No rules at all: what is put into no group of its own reaches nothing.
        ec2.DefaultSecurityGroup(
            "closed", vpc_id=network.id, ingress=[], egress=[], tags=self._tags("closed"), opts=child.of(self)
        )
        return network

    def _flow_log(self, args: NetworkArgs) -> None:
        group = cloudwatch.LogGroup(
            "flow-log",
            name=naming.log_group(self._context.environment, "flow-log"),
            kms_key_id=args.log_key_arn,
            retention_in_days=args.flow_log_days,
            tags=self._tags("flow-log"),
            opts=child.of(self),
        )
        role = iam.Role(
            "flow-log",
            name=self._context.name("flow-log"),
            assume_role_policy=_flow_log_trust(self._context),
            tags=self._tags("flow-log"),
            opts=child.of(self),
        )
        iam.RolePolicy(
            "flow-log",
            role=role.name,
            policy=group.arn.apply(_flow_log_policy),
            opts=child.of(self),
        )
        ec2.FlowLog(
            "flow-log",
            vpc_id=self._vpc.id,
            traffic_type="ALL",
            log_destination=group.arn,
            iam_role_arn=role.arn,
            max_aggregation_interval=60,
            tags=self._tags("flow-log"),
            opts=child.of(self),
        )

    def _public_subnets(self) -> list[ec2.Subnet]:
        gateway = ec2.InternetGateway("internet", vpc_id=self._vpc.id, tags=self._tags("internet"), opts=child.of(self))
        table = self._route_table("public")
        ec2.Route(
            "public",
            route_table_id=table.id,
            destination_cidr_block="0.0.0.0/0",
            gateway_id=gateway.id,
            opts=child.of(self),
        )
        subnets = [self._subnet("public", zone, zone.public) for zone in self.zones]
        for zone, subnet in zip(self.zones, subnets, strict=True):
            self._associate(f"public-{zone.name}", subnet, table)
        return subnets

    def _private_subnets(
        self, args: NetworkArgs, public: list[ec2.Subnet]
    ) -> tuple[list[ec2.Subnet], list[ec2.RouteTable]]:
        gateways = self._nat_gateways(args, public)
        subnets, tables = [], []
        for index, zone in enumerate(self.zones):
            subnet = self._subnet("private", zone, zone.private)
            table = self._route_table(f"private-{zone.name}")
            self._associate(f"private-{zone.name}", subnet, table)
            if gateways:
                ec2.Route(
                    f"private-{zone.name}",
                    route_table_id=table.id,
                    destination_cidr_block="0.0.0.0/0",
                    nat_gateway_id=gateways[index % len(gateways)].id,
                    opts=child.of(self),
                )
            subnets.append(subnet)
            tables.append(table)
        return subnets, tables

    def _nat_gateways(self, args: NetworkArgs, public: list[ec2.Subnet]) -> list[ec2.NatGateway]:
        wanted = {"zone": len(self.zones), "one": 1, "none": 0}[args.nat]
        gateways = []
        for zone, subnet in list(zip(self.zones, public, strict=True))[:wanted]:
            tags = self._tags(f"nat-{zone.name}")
            address = ec2.Eip(f"nat-{zone.name}", domain="vpc", tags=tags, opts=child.of(self))
            gateway = ec2.NatGateway(
                f"nat-{zone.name}", allocation_id=address.id, subnet_id=subnet.id, tags=tags, opts=child.of(self)
            )
            gateways.append(gateway)
        return gateways

    def _gateway_endpoints(self, routes: list[ec2.RouteTable]) -> Mapping[str, pulumi.Output[str]]:
        lists = {}
        for service in GATEWAY_SERVICES:
            endpoint = ec2.VpcEndpoint(
                service,
                vpc_id=self._vpc.id,
                service_name=f"com.amazonaws.{self._context.region}.{service}",
                vpc_endpoint_type="Gateway",
                route_table_ids=[table.id for table in routes],
                policy=_endpoint_policy(self._context, service),
                tags=self._tags(f"endpoint-{service}"),
                opts=child.of(self),
            )
            lists[service] = endpoint.prefix_list_id
        return lists

    def _interface_endpoints(self, private: list[ec2.Subnet]) -> pulumi.Output[str]:
        group = ec2.SecurityGroup(
            "endpoints",
            name=self._context.name("endpoints"),
            description="Interface endpoints: HTTPS from the private subnets",
            vpc_id=self._vpc.id,
            tags=self._tags("endpoints"),
            opts=child.of(self),
        )
        for zone in self.zones:
            vpc.SecurityGroupIngressRule(
                f"endpoints-{zone.name}",
                security_group_id=group.id,
                description=f"Private subnet of {zone.name}",
                cidr_ipv4=zone.private,
                ip_protocol="tcp",
                from_port=HTTPS,
                to_port=HTTPS,
                tags=self._tags(f"endpoints-{zone.name}"),
                opts=child.of(self),
            )
        for service in INTERFACE_SERVICES:
            ec2.VpcEndpoint(
                service,
                vpc_id=self._vpc.id,
                service_name=f"com.amazonaws.{self._context.region}.{service}",
                vpc_endpoint_type="Interface",
                private_dns_enabled=True,
                subnet_ids=[subnet.id for subnet in private],
                security_group_ids=[group.id],
                policy=_endpoint_policy(self._context, service),
                tags=self._tags(f"endpoint-{service}"),
                opts=child.of(self),
            )
        return group.id

    def _subnet(self, kind: str, zone: Zone, cidr: str) -> ec2.Subnet:
        return ec2.Subnet(
            f"{kind}-{zone.name}",
            vpc_id=self._vpc.id,
            cidr_block=cidr,
            availability_zone=zone.name,
            map_public_ip_on_launch=False,
            tags={**self._tags(f"{kind}-{zone.name}"), "Tier": kind},
            opts=child.of(self),
        )

    def _route_table(self, purpose: str) -> ec2.RouteTable:
        return ec2.RouteTable(purpose, vpc_id=self._vpc.id, tags=self._tags(purpose), opts=child.of(self))

    def _associate(self, name: str, subnet: ec2.Subnet, table: ec2.RouteTable) -> None:
        ec2.RouteTableAssociation(name, subnet_id=subnet.id, route_table_id=table.id, opts=child.of(self))


def _endpoint_policy(context: Context, service: str) -> str:
    """Only principals of this account go through; S3 also serves the package repositories of Amazon Linux."""
    statements: list[dict[str, object]] = [
        {
            "Sid": "OwnAccount",
            "Effect": "Allow",
            "Principal": "*",
            "Action": "*",
            "Resource": "*",
            "Condition": {"StringEquals": {"aws:PrincipalAccount": context.account}},
        }
    ]
    if service == "s3":
        packages = f"arn:{context.partition}:s3:::al2023-repos-{context.region}-*/*"
        statements.append(
            {"Sid": "Packages", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": packages}
        )
    return json.dumps({"Version": "2012-10-17", "Statement": statements}, sort_keys=True)


def _flow_log_trust(context: Context) -> str:
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "vpc-flow-logs.amazonaws.com"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"aws:SourceAccount": context.account}},
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, sort_keys=True)


def _flow_log_policy(group_arn: str) -> str:
    statement = {
        "Effect": "Allow",
        "Action": ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
        "Resource": [group_arn, f"{group_arn}:*"],
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, sort_keys=True)
