"""Launch templates, load balancers, scaling groups: checked and recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from local.providers.aws.recorded import digits, recorded, uuid_of
from local.providers.naming import Autoname
from local.providers.resource import table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local.providers.aws.connection import Aws
    from local.providers.resource import Call
    from local.providers.values import Properties

_FAMILIES: Final = {"network": "net", "gateway": "gwy"}
_BALANCER_ZONE: Final = "Z35SXDOTRQ7X7K"  # of application load balancers in us-east-1


def _template(call: Call[Aws]) -> Properties:
    """Every change is a new version; `updateDefaultVersion` makes it the default one."""
    before = int(call.old.get("latestVersion") or 0)
    versioned = call.changed - {"tags", "defaultVersion", "updateDefaultVersion"}
    latest = before + 1 if not before or versioned else before
    default = latest if call.inputs.get("updateDefaultVersion") else int(call.old.get("defaultVersion") or 1)
    return {"latestVersion": latest, "defaultVersion": default}


def _family(call: Call[Aws]) -> Mapping[str, str]:
    return {"family": _FAMILIES.get(str(call.inputs.get("loadBalancerType")), "app")}


def _balancer(call: Call[Aws]) -> Properties:
    region, name = call.connection.region_of(call.inputs), call.inputs.get("name", call.name)
    internal = "internal-" if call.inputs.get("internal") else ""
    return {
        "arnSuffix": call.id.partition(":loadbalancer/")[2],
        "dnsName": f"{internal}{name}-{int(digits(call.id)[:8], 16)}.{region}.elb.amazonaws.com",
        "zoneId": _BALANCER_ZONE,
        "vpcId": "vpc-" + digits(call.id, "vpc"),
        "internal": False,
        "ipAddressType": "ipv4",
    }


def _of_balancer(call: Call[Aws]) -> Mapping[str, str]:
    """A listener's ARN goes on where its load balancer's ends."""
    return {"balancer": str(call.inputs.get("loadBalancerArn", "")).partition(":loadbalancer/")[2]}


def _of_listener(call: Call[Aws]) -> Mapping[str, str]:
    return {"listener": str(call.inputs.get("listenerArn", "")).partition(":listener/")[2]}


def _target_group(call: Call[Aws]) -> Properties:
    return {"arnSuffix": call.id.rpartition(":")[2], "loadBalancerArns": []}


COMPUTE: Final = table(
    recorded(
        "ec2/launchTemplate:LaunchTemplate",
        id="lt-",
        arn="ec2:launch-template/{id}",
        outputs=_template,
        naming=Autoname(limit=125),
        computed=("defaultVersion", "enclaveOptions", "maintenanceOptions", "metadataOptions"),
        unstable=("latestVersion",),
        note="versions are counted",
    ),
    recorded(
        "lb/loadBalancer:LoadBalancer",
        id="arn",
        arn="elasticloadbalancing:loadbalancer/{family}/{name}/{digits:.16}",
        words=_family,
        outputs=_balancer,
        naming=Autoname(limit=32),
        replace_on=("customerOwnedIpv4Pool", "internal", "loadBalancerType"),
        computed=("internal", "ipAddressType", "securityGroups", "subnetMappings", "subnets", "enableZonalShift"),
        unordered=("securityGroups", "subnets"),
        defaults={
            "clientKeepAlive": 3600,
            "desyncMitigationMode": "defensive",
            "dropInvalidHeaderFields": False,
            "enableDeletionProtection": False,
            "enableHttp2": True,
            "idleTimeout": 60,
            "loadBalancerType": "application",
            "preserveHostHeader": False,
        },
    ),
    recorded(
        "lb/targetGroup:TargetGroup",
        id="arn",
        arn="elasticloadbalancing:targetgroup/{name}/{digits:.16}",
        outputs=_target_group,
        naming=Autoname(limit=32),
        replace_on=("ipAddressType", "port", "protocol", "protocolVersion", "targetType", "vpcId"),
        computed=("healthCheck", "ipAddressType", "loadBalancingAlgorithmType", "protocolVersion", "stickiness"),
        defaults={"deregistrationDelay": 300, "slowStart": 0, "targetType": "instance"},
    ),
    recorded(
        "lb/listener:Listener",
        id="arn",
        arn="elasticloadbalancing:listener/{balancer}/{digits:.16}",
        words=_of_balancer,
        replace_on=("loadBalancerArn",),
        computed=("mutualAuthentication", "protocol", "sslPolicy", "tcpIdleTimeoutSeconds"),
    ),
    recorded(
        "lb/listenerRule:ListenerRule",
        id="arn",
        arn="elasticloadbalancing:listener-rule/{listener}/{digits:.16}",
        words=_of_listener,
        replace_on=("listenerArn", "priority"),
        computed=("priority",),
    ),
    recorded(
        "lb/targetGroupAttachment:TargetGroupAttachment",
        id="attachment-",
        replace_on=("*",),
    ),
    recorded(
        "autoscaling/group:Group",
        id="{name}",
        arn="autoscaling:autoScalingGroup:{uuid}:autoScalingGroupName/{id}",
        words=lambda call: {"uuid": uuid_of(call.id or call.nonce)},
        naming=Autoname(),
        replace_on=("availabilityZones", "placementGroup", "initialLifecycleHooks"),
        computed=(
            *("availabilityZones", "defaultCooldown", "desiredCapacity", "healthCheckType", "serviceLinkedRoleArn"),
            *("loadBalancers", "targetGroupArns", "trafficSources", "vpcZoneIdentifiers", "launchTemplate"),
        ),
        unordered=("enabledMetrics", "suspendedProcesses", "targetGroupArns", "tags", "vpcZoneIdentifiers"),
        defaults={
            "forceDelete": False,
            "forceDeleteWarmPool": False,
            "healthCheckGracePeriod": 300,
            "metricsGranularity": "1Minute",
            "protectFromScaleIn": False,
            "waitForCapacityTimeout": "10m",
        },
    ),
    recorded(
        "autoscaling/lifecycleHook:LifecycleHook",
        id="{name}",
        naming=Autoname(),
        replace_on=("autoscalingGroupName",),
        computed=("defaultResult",),
    ),
    recorded(
        "autoscaling/policy:Policy",
        id="{name}",
        arn="autoscaling:scalingPolicy:{uuid}:autoScalingGroupName/{autoscalingGroupName}:policyName/{id}",
        words=lambda call: {"uuid": uuid_of(call.id or call.nonce)},
        naming=Autoname(),
        replace_on=("autoscalingGroupName",),
        computed=("metricAggregationType",),
        defaults={"enabled": True, "policyType": "SimpleScaling"},
    ),
)
