"""VPC and its parts: checked and recorded. No packet flows in the local stack, so nothing could prove more."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Any, Final

from local.providers.aws.recorded import digits, recorded
from local.providers.naming import Autoname
from local.providers.resource import table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local.providers.aws.connection import Aws
    from local.providers.resource import Call
    from local.providers.values import Properties

_RULE: Final[dict[str, Any]] = {
    "id": "sgr-",
    "arn": "ec2:security-group-rule/{id}",
    "replace_on": ("securityGroupId",),
    "outputs": lambda call: {"securityGroupRuleId": call.id},
}
_TARGETS: Final = ["destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId", "routeTableId"]
_SETTLED: Final = "Managed by Pulumi"


def _made_id(call: Call[Aws], prefix: str, what: str) -> str:
    return f"{prefix}-{digits(call.id, what)}"


def _address(call: Call[Aws], network: str) -> str:
    """An address of a documentation network (RFC 5737) or a private one, the same for the same resource."""
    hosts = ipaddress.ip_network(network)
    return str(hosts[1 + int(digits(call.id, network), 16) % (hosts.num_addresses - 2)])


def _vpc(call: Call[Aws]) -> Properties:
    table_id = _made_id(call, "rtb", "main")
    return {
        "defaultNetworkAclId": _made_id(call, "acl", "default"),
        "defaultRouteTableId": table_id,
        "mainRouteTableId": table_id,
        "defaultSecurityGroupId": _made_id(call, "sg", "default"),
        "dhcpOptionsId": "dopt-" + digits(call.connection.account, "dhcp"),
        "ipv6AssociationId": "",
    }


def _subnet(call: Call[Aws]) -> Properties:
    zone = call.inputs.get("availabilityZone", f"{call.connection.region_of(call.inputs)}a")
    return {"availabilityZone": zone, "availabilityZoneId": zone_id(zone), "ipv6CidrBlockAssociationId": ""}


def zone_id(zone: str) -> str:
    """The id of an availability zone: us-east-1a is use1-az1 here (in an account the letters are shuffled)."""
    area, direction, rest = zone.split("-", 2)
    short = "".join(part[0] for part in direction.replace("north", "n-").replace("south", "s-").split("-") if part)
    return f"{area}{short}{rest[:-1]}-az{ord(rest[-1]) - ord('a') + 1}"


def _address_of_nat(call: Call[Aws]) -> Properties:
    return {
        "associationId": _made_id(call, "eipassoc", "nat"),
        "networkInterfaceId": _made_id(call, "eni", "nat"),
        "privateIp": _address(call, "10.0.101.0/24"),
        "publicIp": _address(call, "203.0.113.0/24"),
    }


def _elastic_address(call: Call[Aws]) -> Properties:
    public = _address(call, "198.51.100.0/24")
    region = call.connection.region_of(call.inputs)
    return {
        "allocationId": call.id,
        "associationId": "",
        "publicIp": public,
        "publicDns": f"ec2-{public.replace('.', '-')}.compute-1.amazonaws.com",
        "privateIp": "",
        "privateDns": f"ip-{public.replace('.', '-')}.{region}.compute.internal",
        "domain": "vpc",
        "networkBorderGroup": region,
    }


def _endpoint(call: Call[Aws]) -> Properties:
    gateway = call.inputs.get("vpcEndpointType", "Gateway") == "Gateway"
    service = str(call.inputs.get("serviceName", ""))
    name = f"{call.id}-{digits(call.id)[:8]}.{'.'.join(service.split('.')[:1:-1])}.vpce.amazonaws.com"
    entries = [] if gateway else [{"dnsName": name, "hostedZoneId": "Z7HUB22UULQXV"}]
    return {
        "cidrBlocks": [],
        "dnsEntries": entries,
        "networkInterfaceIds": [f"eni-{digits(call.id, subnet)}" for subnet in call.inputs.get("subnetIds", ())],
        "prefixListId": _made_id(call, "pl", "service") if gateway else "",
        "requesterManaged": False,
        "state": "available",
    }


def _route_words(call: Call[Aws]) -> Mapping[str, str]:
    target = next((str(call.inputs[name]) for name in _TARGETS[:3] if call.inputs.get(name)), "")
    return {"hash": str(int(digits(target), 16) % 2**32)}


def _default_group_words(call: Call[Aws]) -> Mapping[str, str]:
    """The default security group exists already; its id follows from the VPC's."""
    return {"group": "sg-" + digits(str(call.inputs.get("vpcId", "")), "default")}


def _block(*names: str, **rules: Any) -> dict[str, Any]:
    return {"replace_on": names, **rules}


NETWORK: Final = table(
    recorded(
        "ec2/vpc:Vpc",
        id="vpc-",
        arn="ec2:vpc/{id}",
        outputs=_vpc,
        **_block("cidrBlock", "ipv4IpamPoolId", "ipv4NetmaskLength"),
        computed=("cidrBlock", "enableDnsHostnames", "enableNetworkAddressUsageMetrics", "ipv6CidrBlock"),
        defaults={"enableDnsSupport": True, "instanceTenancy": "default"},
    ),
    recorded(
        "ec2/subnet:Subnet",
        id="subnet-",
        arn="ec2:subnet/{id}",
        outputs=_subnet,
        **_block(
            *("vpcId", "availabilityZone", "availabilityZoneId", "cidrBlock", "ipv6Native", "outpostArn"),
            *("customerOwnedIpv4Pool", "ipv4IpamPoolId", "ipv4NetmaskLength", "ipv6IpamPoolId", "ipv6NetmaskLength"),
        ),
        computed=("availabilityZone", "availabilityZoneId", "privateDnsHostnameTypeOnLaunch"),
        defaults={
            "assignIpv6AddressOnCreation": False,
            "enableDns64": False,
            "enableResourceNameDnsARecordOnLaunch": False,
            "enableResourceNameDnsAaaaRecordOnLaunch": False,
            "ipv6Native": False,
            "mapPublicIpOnLaunch": False,
        },
    ),
    recorded(
        "ec2/routeTable:RouteTable",
        id="rtb-",
        arn="ec2:route-table/{id}",
        **_block("vpcId"),
        computed=("routes", "propagatingVgws"),
        unordered=("routes", "propagatingVgws"),
    ),
    recorded(
        "ec2/route:Route",
        id="r-{routeTableId}{hash}",
        words=_route_words,
        outputs=lambda _call: {"origin": "CreateRoute", "state": "active", "instanceId": "", "instanceOwnerId": ""},
        **_block(*_TARGETS),
        computed=("networkInterfaceId",),
    ),
    recorded("ec2/routeTableAssociation:RouteTableAssociation", id="rtbassoc-", **_block("subnetId", "gatewayId")),
    recorded(
        "ec2/mainRouteTableAssociation:MainRouteTableAssociation",
        id="rtbassoc-",
        **_block("vpcId"),
    ),
    recorded("ec2/internetGateway:InternetGateway", id="igw-", arn="ec2:internet-gateway/{id}", computed=("vpcId",)),
    recorded(
        "ec2/natGateway:NatGateway",
        id="nat-",
        outputs=_address_of_nat,
        **_block("allocationId", "connectivityType", "privateIp", "subnetId", "vpcId"),
        computed=("privateIp", "secondaryPrivateIpAddressCount", "secondaryPrivateIpAddresses", "availabilityMode"),
        unordered=("secondaryAllocationIds",),
        defaults={"connectivityType": "public"},
    ),
    recorded(
        "ec2/eip:Eip",
        id="eipalloc-",
        arn="ec2:elastic-ip/{id}",
        outputs=_elastic_address,
        **_block("address", "customerOwnedIpv4Pool", "domain", "ipamPoolId", "networkBorderGroup", "publicIpv4Pool"),
        computed=("domain", "instance", "networkBorderGroup", "networkInterface", "publicIpv4Pool"),
    ),
    recorded(
        "ec2/vpcEndpoint:VpcEndpoint",
        id="vpce-",
        arn="ec2:vpc-endpoint/{id}",
        outputs=_endpoint,
        **_block("serviceName", "vpcEndpointType", "vpcId", "resourceConfigurationArn", "serviceNetworkArn"),
        computed=(
            *("dnsOptions", "ipAddressType", "policy", "privateDnsEnabled", "routeTableIds", "securityGroupIds"),
            *("serviceRegion", "subnetConfigurations", "subnetIds"),
        ),
        documents=("policy",),
        unordered=("routeTableIds", "securityGroupIds", "subnetIds"),
        defaults={"vpcEndpointType": "Gateway"},
    ),
    recorded(
        "ec2/flowLog:FlowLog",
        id="fl-",
        arn="ec2:vpc-flow-log/{id}",
        **_block("*"),
        computed=("logFormat", "logDestination"),
        defaults={"logDestinationType": "cloud-watch-logs", "maxAggregationInterval": 600},
        delete_before_replace=True,
    ),
    recorded(
        "ec2/securityGroup:SecurityGroup",
        id="sg-",
        arn="ec2:security-group/{id}",
        naming=Autoname(),
        **_block("description", "vpcId"),
        computed=("egress", "ingress", "vpcId"),
        unordered=("egress", "ingress"),
        defaults={"description": _SETTLED, "revokeRulesOnDelete": False},
    ),
    recorded("vpc/securityGroupIngressRule:SecurityGroupIngressRule", **_RULE),
    recorded("vpc/securityGroupEgressRule:SecurityGroupEgressRule", **_RULE),
    recorded(
        "ec2/securityGroupRule:SecurityGroupRule",
        id="sgrule-",
        **_block(
            *("cidrBlocks", "fromPort", "ipv6CidrBlocks", "prefixListIds", "protocol", "securityGroupId", "self"),
            *("sourceSecurityGroupId", "toPort", "type"),
        ),
        computed=("sourceSecurityGroupId",),
        defaults={"self": False},
        outputs=lambda call: {"securityGroupRuleId": "sgr-" + digits(call.id)},
    ),
    recorded(
        "ec2/defaultSecurityGroup:DefaultSecurityGroup",
        id="{group}",
        arn="ec2:security-group/{id}",
        words=_default_group_words,
        outputs=lambda _call: {"name": "default", "description": "default VPC security group", "namePrefix": ""},
        **_block("vpcId"),
        computed=("vpcId",),
        unordered=("egress", "ingress"),
        defaults={"revokeRulesOnDelete": False},
    ),
    recorded(
        "ec2/networkAcl:NetworkAcl",
        id="acl-",
        arn="ec2:network-acl/{id}",
        **_block("vpcId"),
        computed=("egress", "ingress", "subnetIds"),
        unordered=("egress", "ingress", "subnetIds"),
    ),
)
