"""Where databases and caches stand, and the way of the rotation functions to them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
from pulumi_aws import ec2, vpc

from components import child
from components.data.connections import Inside

if TYPE_CHECKING:
    from collections.abc import Sequence

    from components.context import Context
    from components.data.settings import PlaceSettings
    from components.network import Network

HTTPS = 443


@dataclass(frozen=True, kw_only=True)
class Place:
    """A network, by reference or by its ids. `endpoint_group_id`: the group of the endpoints, where they are ours."""

    vpc_id: pulumi.Input[str]
    cidr: str
    subnet_ids: Sequence[pulumi.Input[str]]
    endpoint_group_id: pulumi.Input[str] | None = None

    @classmethod
    def of_network(cls, network: Network) -> Place:
        """The private subnets of the stack's own network."""
        return cls(
            vpc_id=network.vpc_id,
            cidr=network.cidr,
            subnet_ids=network.private_subnet_ids,
            endpoint_group_id=network.endpoint_group_id,
        )

    @classmethod
    def given(cls, place: PlaceSettings) -> Place:
        """A network that somebody else looks after."""
        return cls(vpc_id=place.vpc_id, cidr=place.cidr, subnet_ids=place.subnet_ids)


@dataclass(frozen=True, kw_only=True)
class Door:
    """A server's security group: who is let in, on one port."""

    purpose: str
    port: int
    clients: Sequence[str]


class DataPlace(pulumi.ComponentResource):
    """The functions' security group in one network, what it lets them reach, and a group for each server."""

    inside: Inside

    def __init__(
        self, context: Context, purpose: str, place: Place, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("strongroom:data:DataPlace", purpose, None, opts)
        self._context = context
        self.place = place
        self._functions = self._group(f"rotation-{purpose}", f"Rotation functions, on their way to {purpose}")
        self._out(f"rotation-{purpose}", "HTTPS to endpoints", HTTPS, cidr=place.cidr)
        self.inside = Inside(subnet_ids=place.subnet_ids, security_group_ids=[self._functions.id])
        self.register_outputs({})

    def door(self, wanted: Door) -> pulumi.Output[str]:
        """A group that lets clients and the rotation functions in; nothing goes out."""
        group = self._group(wanted.purpose, f"Clients of {wanted.purpose}")
        for number, cidr in enumerate(wanted.clients, start=1):
            self._in(f"{wanted.purpose}-{number}", group, f"Clients in {cidr}", wanted.port, cidr=cidr)
        functions = f"{wanted.purpose}-rotation"
        self._in(functions, group, "Rotation functions", wanted.port, group_id=self._functions.id)
        self._out(functions, f"Rotation of {wanted.purpose}", wanted.port, group_id=group.id)
        return group.id

    def endpoint(self, service: str, actions: Sequence[str]) -> None:
        """A way to an AWS service out of our own network: for this account's principals, and these actions."""
        if self.place.endpoint_group_id is None:
            return
        ec2.VpcEndpoint(
            service,
            vpc_id=self.place.vpc_id,
            service_name=f"com.amazonaws.{self._context.region}.{service}",
            vpc_endpoint_type="Interface",
            private_dns_enabled=True,
            subnet_ids=self.place.subnet_ids,
            security_group_ids=[self.place.endpoint_group_id],
            policy=endpoint_document(self._context, actions),
            tags=self._tags(f"endpoint-{service}"),
            opts=child.of(self),
        )

    def _tags(self, purpose: str) -> dict[str, str]:
        return {**self._context.tags("data", Name=self._context.name(purpose))}

    def _group(self, purpose: str, description: str) -> ec2.SecurityGroup:
        return ec2.SecurityGroup(
            purpose,
            name=self._context.name(purpose),
            description=description,
            vpc_id=self.place.vpc_id,
            tags=self._tags(purpose),
            opts=child.of(self),
        )

    def _in(
        self,
        name: str,
        group: ec2.SecurityGroup,
        description: str,
        port: int,
        *,
        cidr: str | None = None,
        group_id: pulumi.Input[str] | None = None,
    ) -> None:
        vpc.SecurityGroupIngressRule(
            name,
            security_group_id=group.id,
            description=description,
            cidr_ipv4=cidr,
            referenced_security_group_id=group_id,
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            tags=self._tags(name),
            opts=child.of(self),
        )

    def _out(
        self,
        name: str,
        description: str,
        port: int,
        *,
        cidr: str | None = None,
        group_id: pulumi.Input[str] | None = None,
    ) -> None:
        vpc.SecurityGroupEgressRule(
            name,
            security_group_id=self._functions.id,
            description=description,
            cidr_ipv4=cidr,
            referenced_security_group_id=group_id,
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            tags=self._tags(name),
            opts=child.of(self),
        )


def endpoint_document(context: Context, actions: Sequence[str]) -> str:
    """Policy of an endpoint: these actions, by principals of this account."""
    statement = {
        "Sid": "OwnAccount",
        "Effect": "Allow",
        "Principal": "*",
        "Action": list(actions),
        "Resource": "*",
        "Condition": {"StringEquals": {"aws:PrincipalAccount": context.account}},
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, sort_keys=True)
