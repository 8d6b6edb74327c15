"""Whose metrics are looked at, and by which dimensions: what nothing publishes is on no dashboard and in no alarm.

AWS's own are those of its services' documentation: "CloudWatch metrics for your Application Load Balancer", "Monitoring
CloudWatch Logs usage", "Supported CloudWatch metrics" of ACM, "Monitoring Amazon EventBridge", "Using S3 Replication
metrics", "Monitoring Amazon SNS topics", "Available CloudWatch metrics for Amazon SQS", "Lambda metrics".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

CLUSTER = "Strongroom/Vault"  # what the nodes tell, by the cluster that they are of

_BALANCER = frozenset({"LoadBalancer"})
_TARGETS = frozenset({"LoadBalancer", "TargetGroup"})
_REPLICATION = frozenset({"SourceBucket", "DestinationBucket", "RuleId"})

AWS: Mapping[str, Mapping[str, frozenset[str]]] = {
    "AWS/ApplicationELB": {
        "ActiveConnectionCount": _BALANCER,
        "HTTPCode_ELB_5XX_Count": _BALANCER,
        "HTTPCode_Target_2XX_Count": _TARGETS,
        "HTTPCode_Target_4XX_Count": _TARGETS,
        "HTTPCode_Target_5XX_Count": _TARGETS,
        "HealthyHostCount": _TARGETS,
        "RejectedConnectionCount": _BALANCER,
        "RequestCount": _TARGETS,
        "TargetResponseTime": _TARGETS,
        "UnHealthyHostCount": _TARGETS,
    },
    "AWS/CertificateManager": {"DaysToExpiry": frozenset({"CertificateArn"})},
    "AWS/Events": {"FailedInvocations": frozenset({"RuleName"}), "TriggeredRules": frozenset({"RuleName"})},
    "AWS/Lambda": {"Errors": frozenset({"FunctionName"}), "Throttles": frozenset({"FunctionName"})},
    "AWS/Logs": {"IncomingLogEvents": frozenset({"LogGroupName"}), "IncomingBytes": frozenset({"LogGroupName"})},
    "AWS/S3": {"OperationsFailedReplication": _REPLICATION, "ReplicationLatency": _REPLICATION},
    "AWS/SNS": {"NumberOfMessagesPublished": frozenset({"TopicName"})},
    "AWS/SQS": {"ApproximateNumberOfMessagesVisible": frozenset({"QueueName"})},
}
