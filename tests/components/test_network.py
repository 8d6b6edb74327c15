"""Network: what is registered for the default plan and for its variations."""

from __future__ import annotations

from typing import Any

import pytest

from components.network import GATEWAY_SERVICES, INTERFACE_SERVICES, Network, NetworkArgs
from components.network_layout import LayoutError
from tests.components.entries import context
from tests.components.recording import Registered, of_type, record
from tests.components.sdk_warnings import IGNORED

pytestmark = IGNORED
ZONES = ("us-east-1a", "us-east-1b", "us-east-1c")


def registered(**arguments: Any) -> list[Registered]:
    return record(lambda: Network(context(), NetworkArgs(zones=ZONES, **arguments)))


def test_each_zone_has_a_private_and_a_public_subnet() -> None:
    subnets = of_type(registered(), "aws:ec2/subnet:Subnet")
    assert sorted((subnet.inputs["availabilityZone"], subnet.inputs["cidrBlock"]) for subnet in subnets) == [
        ("us-east-1a", "10.0.1.0/24"),
        ("us-east-1a", "10.0.101.0/24"),
        ("us-east-1b", "10.0.102.0/24"),
        ("us-east-1b", "10.0.2.0/24"),
        ("us-east-1c", "10.0.103.0/24"),
        ("us-east-1c", "10.0.3.0/24"),
    ]
    assert not any(subnet.inputs["mapPublicIpOnLaunch"] for subnet in subnets)


@pytest.mark.parametrize(("nat", "gateways", "routes"), [("zone", 3, 3), ("one", 1, 3), ("none", 0, 0)])
def test_private_subnets_reach_out_by_as_many_gateways_as_asked(nat: str, gateways: int, routes: int) -> None:
    made = registered(nat=nat)
    assert len(of_type(made, "aws:ec2/natGateway:NatGateway")) == gateways
    outward = [route for route in of_type(made, "aws:ec2/route:Route") if "natGatewayId" in route.inputs]
    assert len(outward) == routes


def test_the_default_security_group_lets_nothing_in_or_out() -> None:
    (group,) = of_type(registered(), "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup")
    assert group.inputs["ingress"] == []
    assert group.inputs["egress"] == []


def test_what_the_nodes_call_is_reached_without_leaving_the_network() -> None:
    endpoints = of_type(registered(), "aws:ec2/vpcEndpoint:VpcEndpoint")
    services = {endpoint.inputs["serviceName"].rsplit(".", 1)[1] for endpoint in endpoints}
    assert services == {*INTERFACE_SERVICES, *GATEWAY_SERVICES}
    assert all("123456789012" in endpoint.inputs["policy"] for endpoint in endpoints)


def test_endpoints_answer_the_private_subnets_alone() -> None:
    rules = of_type(registered(), "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
    assert {rule.inputs["cidrIpv4"] for rule in rules} == {"10.0.1.0/24", "10.0.2.0/24", "10.0.3.0/24"}
    assert {(rule.inputs["fromPort"], rule.inputs["toPort"]) for rule in rules} == {(443, 443)}


def test_all_traffic_is_logged_and_kept() -> None:
    made = registered()
    (flow,) = of_type(made, "aws:ec2/flowLog:FlowLog")
    (group,) = of_type(made, "aws:cloudwatch/logGroup:LogGroup")
    assert flow.inputs["trafficType"] == "ALL"
    assert group.inputs["retentionInDays"] == 365


def test_bad_arguments_end_before_anything_is_registered() -> None:
    with pytest.raises(LayoutError, match=r"(?s)at least 3.*too small"):
        NetworkArgs(zones=ZONES[:2], cidr="10.0.0.0/24")
