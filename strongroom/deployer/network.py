"""EC2: the network, the nodes' launch template. Its resources have no names: tags take their place.

What a call makes carries the stack's tags from the start (aws:RequestTag), what a call changes has them already
(aws:ResourceTag); EC2 asks for ec2:CreateTags in the same call. A call that makes something inside of something else is
asked for both. Sources: the reference's page, and "Grant permission to tag Amazon EC2 resources during creation".
"""

from __future__ import annotations

from strongroom.deployer.model import Bound, Needs, Service, reference

_TAG, _UNTAG = "ec2:CreateTags", "ec2:DeleteTags"
_RULES = ("ec2:DescribeSecurityGroupRules",)
_GROUPS = ("ec2:DescribeSecurityGroups", *_RULES)

TYPES = {
    "aws:ec2/vpc:Vpc": Needs(
        create=("ec2:CreateVpc", _TAG, "ec2:ModifyVpcAttribute"),
        read=(
            "ec2:DescribeVpcs",
            "ec2:DescribeVpcAttribute",
            "ec2:DescribeNetworkAcls",
            "ec2:DescribeRouteTables",
            "ec2:DescribeSecurityGroups",
        ),
        update=(_UNTAG,),
        delete=("ec2:DeleteVpc",),
    ),
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": Needs(
        create=(_TAG, "ec2:RevokeSecurityGroupIngress", "ec2:RevokeSecurityGroupEgress"), read=_GROUPS
    ),
    "aws:ec2/subnet:Subnet": Needs(
        create=("ec2:CreateSubnet", _TAG, "ec2:ModifySubnetAttribute"),
        read=("ec2:DescribeSubnets", "ec2:DescribeNetworkInterfaces"),
        update=(_UNTAG,),
        delete=("ec2:DeleteSubnet",),
    ),
    "aws:ec2/internetGateway:InternetGateway": Needs(
        create=("ec2:CreateInternetGateway", _TAG, "ec2:AttachInternetGateway"),
        read=("ec2:DescribeInternetGateways",),
        update=(_UNTAG,),
        delete=("ec2:DetachInternetGateway", "ec2:DeleteInternetGateway"),
    ),
    "aws:ec2/eip:Eip": Needs(
        create=("ec2:AllocateAddress", _TAG),
        read=("ec2:DescribeAddresses", "ec2:DescribeAddressesAttribute"),
        update=(_UNTAG,),
        delete=("ec2:ReleaseAddress",),
    ),
    "aws:ec2/natGateway:NatGateway": Needs(
        create=("ec2:CreateNatGateway", _TAG),
        read=("ec2:DescribeNatGateways",),
        update=(_UNTAG,),
        delete=("ec2:DeleteNatGateway",),
    ),
    "aws:ec2/routeTable:RouteTable": Needs(
        create=("ec2:CreateRouteTable", _TAG),
        read=("ec2:DescribeRouteTables",),
        update=(_UNTAG,),
        delete=("ec2:DeleteRouteTable",),
    ),
    "aws:ec2/route:Route": Needs(
        create=("ec2:CreateRoute",),
        read=("ec2:DescribeRouteTables",),
        update=("ec2:ReplaceRoute",),
        delete=("ec2:DeleteRoute",),
    ),
    "aws:ec2/routeTableAssociation:RouteTableAssociation": Needs(
        create=("ec2:AssociateRouteTable",),
        read=("ec2:DescribeRouteTables",),
        update=("ec2:ReplaceRouteTableAssociation",),
        delete=("ec2:DisassociateRouteTable",),
    ),
    "aws:ec2/securityGroup:SecurityGroup": Needs(
        create=("ec2:CreateSecurityGroup", _TAG, "ec2:RevokeSecurityGroupEgress"),
        read=(*_GROUPS, "ec2:DescribeNetworkInterfaces"),
        update=(_UNTAG,),
        delete=("ec2:DeleteSecurityGroup",),
    ),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": Needs(
        create=("ec2:AuthorizeSecurityGroupIngress", _TAG),
        read=_RULES,
        update=("ec2:ModifySecurityGroupRules", _UNTAG),
        delete=("ec2:RevokeSecurityGroupIngress",),
    ),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": Needs(
        create=("ec2:AuthorizeSecurityGroupEgress", _TAG),
        read=_RULES,
        update=("ec2:ModifySecurityGroupRules", _UNTAG),
        delete=("ec2:RevokeSecurityGroupEgress",),
    ),
    "aws:ec2/vpcEndpoint:VpcEndpoint": Needs(
        create=("ec2:CreateVpcEndpoint", _TAG),
        read=("ec2:DescribeVpcEndpoints", "ec2:DescribePrefixLists"),
        update=("ec2:ModifyVpcEndpoint", _UNTAG),
        delete=("ec2:DeleteVpcEndpoints",),
    ),
    "aws:ec2/flowLog:FlowLog": Needs(
        create=("ec2:CreateFlowLogs", _TAG, "iam:PassRole"),
        read=("ec2:DescribeFlowLogs",),
        update=(_UNTAG,),
        delete=("ec2:DeleteFlowLogs",),
    ),
    "aws:ec2/launchTemplate:LaunchTemplate": Needs(
        create=("ec2:CreateLaunchTemplate", _TAG),
        read=("ec2:DescribeLaunchTemplates", "ec2:DescribeLaunchTemplateVersions"),
        update=("ec2:CreateLaunchTemplateVersion", "ec2:ModifyLaunchTemplate", _UNTAG),
        delete=("ec2:DeleteLaunchTemplate", "ec2:DeleteLaunchTemplateVersions"),
    ),
}

_ARN = "arn:{{partition}}:ec2:{{region}}:{{account}}:{}/*".format
_OURS = {"StringEquals": {"aws:ResourceTag/Project": "{project}", "aws:ResourceTag/Environment": "{environment}"}}
_AS_OURS = {"StringEquals": {"aws:RequestTag/Project": "{project}", "aws:RequestTag/Environment": "{environment}"}}
_MAKING = (
    "ec2:AllocateAddress",
    "ec2:CreateFlowLogs",
    "ec2:CreateInternetGateway",
    "ec2:CreateLaunchTemplate",
    "ec2:CreateNatGateway",
    "ec2:CreateRouteTable",
    "ec2:CreateSecurityGroup",
    "ec2:CreateSubnet",
    "ec2:CreateVpc",
    "ec2:CreateVpcEndpoint",
)
_RULE_MAKING = ("ec2:AuthorizeSecurityGroupEgress", "ec2:AuthorizeSecurityGroupIngress")
_MADE = (
    "elastic-ip", "internet-gateway", "launch-template", "natgateway", "route-table", "security-group", "subnet", "vpc",
    "vpc-endpoint", "vpc-flow-log",
)  # fmt: skip
_AROUND = ("elastic-ip", "route-table", "security-group", "subnet", "vpc")
_CHANGING = (
    "ec2:AssociateRouteTable",
    "ec2:AttachInternetGateway",
    "ec2:CreateLaunchTemplateVersion",
    "ec2:CreateRoute",
    "ec2:DeleteFlowLogs",
    "ec2:DeleteInternetGateway",
    "ec2:DeleteLaunchTemplate",
    "ec2:DeleteLaunchTemplateVersions",
    "ec2:DeleteNatGateway",
    "ec2:DeleteRoute",
    "ec2:DeleteRouteTable",
    "ec2:DeleteSecurityGroup",
    "ec2:DeleteSubnet",
    "ec2:DeleteTags",
    "ec2:DeleteVpc",
    "ec2:DeleteVpcEndpoints",
    "ec2:DetachInternetGateway",
    "ec2:DisassociateRouteTable",
    "ec2:ModifyLaunchTemplate",
    "ec2:ModifySecurityGroupRules",
    "ec2:ModifySubnetAttribute",
    "ec2:ModifyVpcAttribute",
    "ec2:ModifyVpcEndpoint",
    "ec2:ReleaseAddress",
    "ec2:ReplaceRoute",
    "ec2:ReplaceRouteTableAssociation",
    "ec2:RevokeSecurityGroupEgress",
    "ec2:RevokeSecurityGroupIngress",
)

_BOUNDS = (
    Bound(sid="NetworkMade", actions=_MAKING, resources=tuple(map(_ARN, _MADE)), conditions=_AS_OURS),
    Bound(
        sid="NetworkAround",
        actions=tuple(one for one in _MAKING if one not in ("ec2:AllocateAddress", "ec2:CreateVpc")),
        resources=tuple(map(_ARN, _AROUND)),
        conditions=_OURS,
    ),
    Bound(sid="RulesMade", actions=_RULE_MAKING, resources=(_ARN("security-group-rule"),), conditions=_AS_OURS),
    Bound(
        sid="NetworkChanged",
        actions=(*_CHANGING, *_RULE_MAKING),
        resources=tuple(map(_ARN, (*_MADE, "security-group-rule"))),
        conditions=_OURS,
    ),
    Bound(
        sid="TaggedWhenMade",
        actions=(_TAG,),
        resources=(_ARN("*"),),
        conditions={"StringEquals": {**_AS_OURS["StringEquals"], "ec2:CreateAction": [
            one.partition(":")[2] for one in (*_MAKING, *_RULE_MAKING, "ec2:RunInstances")
        ]}},
    ),
    Bound(sid="TaggedLater", actions=(_TAG,), resources=(_ARN("*"),), conditions=_OURS),
    # A network's own default group comes without a tag; it is taken over to be emptied. Any untagged one could be.
    Bound(
        sid="DefaultGroup",
        actions=(_TAG,),
        resources=(_ARN("security-group"),),
        conditions={**_AS_OURS, "Null": {"aws:ResourceTag/Project": "true"}},
    ),
    Bound(
        sid="NetworkSeen",
        actions=tuple(
            sorted({action for needs in TYPES.values() for action in needs.read if action.startswith("ec2:Describe")})
        ),
        resources=("*",),
        wide="describing actions know no resources",
    ),
)  # fmt: skip

NETWORK = Service(source=reference("amazonec2"), types=TYPES, bounds=_BOUNDS)
