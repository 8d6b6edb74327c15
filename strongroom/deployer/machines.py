"""The nodes' scaling group and balancer.

Whoever makes a group out of a launch template is asked for ec2:RunInstances, too: EC2 Auto Scaling user guide, "Control
Amazon EC2 launch template usage in Auto Scaling groups".
"""

from __future__ import annotations

from strongroom.deployer.model import Bound, Needs, Service, reference

_GROUP = "arn:{partition}:autoscaling:{region}:{account}:autoScalingGroup:*:autoScalingGroupName/{prefix}-*"
_EC2 = "arn:{{partition}}:ec2:{{region}}:{{account}}:{}/*".format
_ELB = "arn:{partition}:elasticloadbalancing:{region}:{account}:"
_TAG, _UNTAG = "elasticloadbalancing:AddTags", "elasticloadbalancing:RemoveTags"
_TAGS = "elasticloadbalancing:DescribeTags"
_SERVICE_ROLE = "iam:CreateServiceLinkedRole"

_GROUP_SEEN = (
    "autoscaling:DescribeAutoScalingGroups",
    "autoscaling:DescribeInstanceRefreshes",
    "autoscaling:DescribeLifecycleHooks",
    "autoscaling:DescribeScalingActivities",
    "autoscaling:DescribeTrafficSources",
)

SCALING = Service(
    source=reference("amazonec2autoscaling"),
    types={
        "aws:autoscaling/group:Group": Needs(
            create=(
                "autoscaling:CreateAutoScalingGroup",
                "autoscaling:CreateOrUpdateTags",
                "autoscaling:EnableMetricsCollection",
                "autoscaling:PutLifecycleHook",
                "ec2:RunInstances",
                "iam:PassRole",
                _SERVICE_ROLE,
            ),
            read=(*_GROUP_SEEN, "elasticloadbalancing:DescribeTargetHealth"),
            update=(
                "autoscaling:AttachTrafficSources",
                "autoscaling:CancelInstanceRefresh",
                "autoscaling:DeleteLifecycleHook",
                "autoscaling:DeleteTags",
                "autoscaling:DetachTrafficSources",
                "autoscaling:DisableMetricsCollection",
                "autoscaling:StartInstanceRefresh",
                "autoscaling:UpdateAutoScalingGroup",
            ),
            delete=("autoscaling:DeleteAutoScalingGroup", "autoscaling:SetInstanceProtection"),
        )
    },
    bounds=(
        Bound(
            sid="Nodes",
            actions=(
                "autoscaling:AttachTrafficSources",
                "autoscaling:CancelInstanceRefresh",
                "autoscaling:CreateAutoScalingGroup",
                "autoscaling:CreateOrUpdateTags",
                "autoscaling:DeleteAutoScalingGroup",
                "autoscaling:DeleteLifecycleHook",
                "autoscaling:DeleteTags",
                "autoscaling:DetachTrafficSources",
                "autoscaling:DisableMetricsCollection",
                "autoscaling:EnableMetricsCollection",
                "autoscaling:PutLifecycleHook",
                "autoscaling:SetInstanceProtection",
                "autoscaling:StartInstanceRefresh",
                "autoscaling:UpdateAutoScalingGroup",
            ),
            resources=(_GROUP,),
        ),
        Bound(sid="NodesSeen", actions=_GROUP_SEEN, resources=("*",), wide="describing actions know no resources"),
        Bound(
            sid="NodesStarted",
            actions=("ec2:RunInstances",),
            resources=(
                *map(_EC2, ("instance", "launch-template", "network-interface", "security-group", "subnet", "volume")),
                "arn:{partition}:ec2:{region}::image/*",
            ),
            conditions={"ArnLike": {"ec2:LaunchTemplate": "arn:{partition}:ec2:*:{account}:launch-template/*"}},
        ),
    ),
)


_BALANCER_SEEN = (
    "elasticloadbalancing:DescribeCapacityReservation",
    "elasticloadbalancing:DescribeListenerAttributes",
    "elasticloadbalancing:DescribeListeners",
    "elasticloadbalancing:DescribeLoadBalancerAttributes",
    "elasticloadbalancing:DescribeLoadBalancers",
    "elasticloadbalancing:DescribeTags",
    "elasticloadbalancing:DescribeTargetGroupAttributes",
    "elasticloadbalancing:DescribeTargetGroups",
    "elasticloadbalancing:DescribeTargetHealth",
)

BALANCER = Service(
    source=reference("awselasticloadbalancingv2"),
    types={
        "aws:lb/loadBalancer:LoadBalancer": Needs(
            create=(
                "elasticloadbalancing:CreateLoadBalancer",
                _TAG,
                "elasticloadbalancing:ModifyLoadBalancerAttributes",
                _SERVICE_ROLE,
            ),
            read=(
                "elasticloadbalancing:DescribeLoadBalancers",
                "elasticloadbalancing:DescribeLoadBalancerAttributes",
                "elasticloadbalancing:DescribeCapacityReservation",
                _TAGS,
            ),
            update=("elasticloadbalancing:SetSecurityGroups", "elasticloadbalancing:SetSubnets", _UNTAG),
            delete=("elasticloadbalancing:DeleteLoadBalancer",),
        ),
        "aws:lb/listener:Listener": Needs(
            create=(
                "elasticloadbalancing:CreateListener",
                _TAG,
                "elasticloadbalancing:ModifyListenerAttributes",
            ),
            read=("elasticloadbalancing:DescribeListeners", "elasticloadbalancing:DescribeListenerAttributes", _TAGS),
            update=("elasticloadbalancing:ModifyListener", _UNTAG),
            delete=("elasticloadbalancing:DeleteListener",),
        ),
        "aws:lb/targetGroup:TargetGroup": Needs(
            create=(
                "elasticloadbalancing:CreateTargetGroup",
                _TAG,
                "elasticloadbalancing:ModifyTargetGroupAttributes",
            ),
            read=(
                "elasticloadbalancing:DescribeTargetGroups",
                "elasticloadbalancing:DescribeTargetGroupAttributes",
                _TAGS,
            ),
            update=("elasticloadbalancing:ModifyTargetGroup", _UNTAG),
            delete=("elasticloadbalancing:DeleteTargetGroup",),
        ),
    },
    bounds=(
        Bound(
            sid="Balancer",
            actions=(
                _TAG,
                "elasticloadbalancing:CreateListener",
                "elasticloadbalancing:CreateLoadBalancer",
                "elasticloadbalancing:CreateTargetGroup",
                "elasticloadbalancing:DeleteListener",
                "elasticloadbalancing:DeleteLoadBalancer",
                "elasticloadbalancing:DeleteTargetGroup",
                "elasticloadbalancing:ModifyListener",
                "elasticloadbalancing:ModifyListenerAttributes",
                "elasticloadbalancing:ModifyLoadBalancerAttributes",
                "elasticloadbalancing:ModifyTargetGroup",
                "elasticloadbalancing:ModifyTargetGroupAttributes",
                _UNTAG,
                "elasticloadbalancing:SetSecurityGroups",
                "elasticloadbalancing:SetSubnets",
            ),
            resources=(
                f"{_ELB}loadbalancer/app/{{prefix}}-*",
                f"{_ELB}listener/app/{{prefix}}-*",
                f"{_ELB}targetgroup/{{prefix}}-*",
            ),
        ),
        Bound(
            sid="BalancerSeen",
            actions=_BALANCER_SEEN,
            resources=("*",),
            wide="describing actions know no resources",
        ),
    ),
)
