"""Room for the network: zones that have the machines, a range that nobody else has, and quotas."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from strongroom.operations.doctor.doctor import Finding, failed, left_out, ok

if TYPE_CHECKING:
    from collections.abc import Iterator

    from strongroom.prerequisites.ground import Ground

_CIDR, _TYPE, _FEWEST_ZONES = "10.0.0.0/16", "t3.large", 3  # as components/vault/settings.py has them
_GATEWAYS = {"zone": 3, "one": 1, "none": 0}
_NEW_KEYS = 12  # what a stack with a Vault makes in its region


@dataclass(frozen=True)
class _Quota:
    """One of Service Quotas, by its code."""

    what: str
    service: str
    code: str


VPCS = _Quota("VPCs", "vpc", "L-F678F1CE")
_ADDRESSES = _Quota("elastic addresses", "ec2", "L-0263D0A3")
_KEYS = _Quota("keys", "kms", "L-C2F1777E")
_POLICIES = _Quota("policies of a role", "iam", "L-0DA4ABF3")


def zones(ground: Ground) -> Iterator[Finding]:
    """At least three zones, each of those that the stack names, offer the machines of the cluster."""
    if ground.vault is None:
        yield left_out("zones", "the stack has no Vault")
        return
    kind = str(ground.vault.get("instanceType") or _TYPE)
    filters = [{"Name": "instance-type", "Values": [kind]}]
    offers = ground.ask("ec2", "DescribeInstanceTypeOfferings", LocationType="availability-zone", Filters=filters)[
        "InstanceTypeOfferings"
    ]
    offering = sorted(one["Location"] for one in offers if one["InstanceType"] == kind)
    named = _network(ground).get("zones") or [f"{ground.stack.region}{letter}" for letter in "abc"]
    without = [zone for zone in named if zone not in offering]
    if len(named) < _FEWEST_ZONES or without:
        said = f"{kind} is not offered in {', '.join(without)}" if without else f"{len(named)} zones are named"
        there = ", ".join(offering) or "another region"
        way_out = f"name three of {there} in strongroom:vault.network.zones, or another instanceType"
        yield failed("zones", said, way_out)
    else:
        yield ok("zones", f"{kind} in {', '.join(named)}")


def room(ground: Ground) -> Iterator[Finding]:
    """The stack's range meets no other VPC, no peering and no route of the region."""
    if ground.vault is None:
        yield left_out("range", "the stack has no Vault")
        return
    own = ipaddress.ip_network(str(_network(ground).get("cidr") or _CIDR))
    taken = [
        f"{what} {block}"
        for what, block in _ranges(ground)
        if block and ":" not in block and own.overlaps(ipaddress.ip_network(block, strict=False))
    ]
    if taken:
        way_out = "choose another strongroom:vault.network.cidr; a range can't be changed once the network is there"
        yield failed("range", f"{own} meets {', '.join(dict.fromkeys(taken))}", way_out)
    else:
        yield ok("range", f"{own} is free in {ground.stack.region}")


def _ranges(ground: Ground) -> Iterator[tuple[str, str]]:
    ours = set()
    for vpc in ground.ask("ec2", "DescribeVpcs")["Vpcs"]:
        tags = {one["Key"]: one["Value"] for one in vpc.get("Tags", [])}
        if tags.get("Project") == "strongroom" and tags.get("Environment") == ground.stack.environment:
            ours.add(vpc["VpcId"])
            continue
        for block in vpc.get("CidrBlockAssociationSet") or [{"CidrBlock": vpc["CidrBlock"]}]:
            yield vpc["VpcId"], block["CidrBlock"]
    for peering in ground.ask("ec2", "DescribeVpcPeeringConnections")["VpcPeeringConnections"]:
        for side in ("AccepterVpcInfo", "RequesterVpcInfo"):
            if peering[side].get("VpcId") not in ours:
                yield peering["VpcPeeringConnectionId"], peering[side].get("CidrBlock", "")
    for table in ground.ask("ec2", "DescribeRouteTables")["RouteTables"]:
        for route in table.get("Routes", []):
            block = route.get("DestinationCidrBlock", "")
            if route.get("GatewayId") != "local" and block != "0.0.0.0/0":
                yield f"a route of {table['RouteTableId']}", block


def quotas(ground: Ground) -> Iterator[Finding]:
    """There is room for one more VPC, its addresses, its keys, and the deployer's policies."""
    policies = sum("deployer-" in part.name for part in ground.foundations.parts())
    yield room_in(ground, _POLICIES, used=0, wanted=policies)
    if ground.vault is None:
        return
    yield room_in(ground, VPCS, used=len(ground.ask("ec2", "DescribeVpcs")["Vpcs"]), wanted=1)
    yield room_in(ground, _KEYS, used=len(ground.ask("kms", "ListKeys")["Keys"]), wanted=_NEW_KEYS)
    if wanted := _GATEWAYS.get(str(_network(ground).get("nat") or "none"), 0):
        addresses = ground.ask("ec2", "DescribeAddresses")["Addresses"]
        yield room_in(ground, _ADDRESSES, used=len(addresses), wanted=wanted)


def room_in(ground: Ground, quota: _Quota, *, used: int, wanted: int) -> Finding:
    """Whether a quota has room for what is wanted."""
    region = "us-east-1" if quota.service == "iam" else None
    given = ground.ask(
        "service-quotas", "GetServiceQuota", region=region, ServiceCode=quota.service, QuotaCode=quota.code
    )
    most = int(given["Quota"]["Value"])
    name = f"quota: {quota.what}"
    if used + wanted <= most:
        return ok(name, f"{used} of {most} are used, {wanted} needed")
    ask = f"--service-code {quota.service} --quota-code {quota.code} --desired-value {used + wanted}"
    return failed(
        name,
        f"{used} of {most} are used, {wanted} more are needed",
        f"ask for more: aws service-quotas request-service-quota-increase {ask}",
    )


def _network(ground: Ground) -> dict[str, Any]:
    found = ground.stack.setting("vault", "network")
    return found if isinstance(found, dict) else {}
