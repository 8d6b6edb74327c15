"""The most that any role of the program may ever do: the boundary that each of them is made with.

It grants nothing by itself. It names what nodes, functions and workflows do with the stack's own resources, and leaves
out IAM, the policies of keys, buckets and entries, and the state: a role that the program makes by mistake, or for
somebody who took it over, gets no further than this.
Source: IAM user guide, "Permissions boundaries for IAM entities".
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from strongroom.deployer.model import Bound
from strongroom.deployer.policy import filled

if TYPE_CHECKING:
    from strongroom.deployer.model import Place

_BOUNDS = (
    Bound(
        sid="Entries",
        actions=(
            "secretsmanager:CreateSecret",
            "secretsmanager:DescribeSecret",
            "secretsmanager:GetSecretValue",
            "secretsmanager:ListSecretVersionIds",
            "secretsmanager:PutSecretValue",
            "secretsmanager:RestoreSecret",
            "secretsmanager:TagResource",
            "secretsmanager:UpdateSecretVersionStage",
        ),
        resources=("arn:{partition}:secretsmanager:*:{account}:secret:{environment}/*",),
    ),
    Bound(
        sid="SuperusersKeptByRds",
        actions=("secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"),
        resources=("arn:{partition}:secretsmanager:*:{account}:secret:rds!db-*",),
    ),
    Bound(
        sid="Keys",
        actions=(
            "kms:Decrypt",
            "kms:DescribeKey",
            "kms:Encrypt",
            "kms:GenerateDataKey",
            "kms:GenerateMac",
            "kms:GetPublicKey",
            "kms:Sign",
            "kms:VerifyMac",
        ),
        resources=("arn:{partition}:kms:*:{account}:key/*",),
        conditions={"StringEquals": {"aws:ResourceAccount": "{account}"}},
    ),
    Bound(
        sid="Objects",
        actions=(
            "s3:AbortMultipartUpload",
            "s3:GetObject",
            "s3:GetObjectRetention",
            "s3:GetObjectVersionAcl",
            "s3:GetObjectVersionForReplication",
            "s3:GetObjectVersionTagging",
            "s3:GetReplicationConfiguration",
            "s3:GetObjectLegalHold",
            "s3:ListBucket",
            "s3:PutObject",
            "s3:PutObjectRetention",
            "s3:ReplicateDelete",
            "s3:ReplicateObject",
            "s3:ReplicateTags",
        ),
        resources=("arn:{partition}:s3:::{prefix}-*",),
    ),
    Bound(
        sid="OwnResources",
        actions=(
            "autoscaling:CompleteLifecycleAction",
            "autoscaling:SetInstanceHealth",
            "dynamodb:ConditionCheckItem",
            "dynamodb:DeleteItem",
            "dynamodb:GetItem",
            "dynamodb:PutItem",
            "dynamodb:Query",
            "dynamodb:Scan",
            "dynamodb:UpdateItem",
            "events:InvokeApiDestination",
            "events:PutEvents",
            "lambda:InvokeFunction",
            "sns:Publish",
            "sqs:SendMessage",
        ),
        resources=(
            "arn:{partition}:autoscaling:*:{account}:autoScalingGroup:*:autoScalingGroupName/{prefix}-*",
            "arn:{partition}:dynamodb:*:{account}:table/{prefix}-*",
            "arn:{partition}:events:*:{account}:*/{prefix}-*",
            "arn:{partition}:lambda:*:{account}:function:{prefix}-*",
            "arn:{partition}:sns:*:{account}:{prefix}-*",
            "arn:{partition}:sqs:*:{account}:{prefix}-*",
        ),
    ),
    Bound(
        sid="Logs",
        actions=("logs:CreateLogStream", "logs:DescribeLogStreams", "logs:FilterLogEvents", "logs:PutLogEvents"),
        resources=("arn:{partition}:logs:*:{account}:log-group:/{project}/{environment}/*",),
    ),
    Bound(
        sid="DatabaseMonitoring",
        actions=(
            "logs:CreateLogGroup",
            "logs:CreateLogStream",
            "logs:DescribeLogStreams",
            "logs:GetLogEvents",
            "logs:PutLogEvents",
            "logs:PutRetentionPolicy",
        ),
        resources=("arn:{partition}:logs:*:{account}:log-group:RDSOSMetrics:*",),
    ),
    Bound(
        sid="KnowNoResources",
        actions=(
            "cloudwatch:PutMetricData",
            "ec2:AssignPrivateIpAddresses",
            "ec2:CreateNetworkInterface",
            "ec2:DeleteNetworkInterface",
            "ec2:DescribeInstances",
            "ec2:DescribeNetworkInterfaces",
            "ec2:DescribeSubnets",
            "ec2:UnassignPrivateIpAddresses",
            "elasticache:DescribeUsers",
            "elasticache:ModifyUser",
            "logs:DescribeLogGroups",
            "secretsmanager:GetRandomPassword",
            "secretsmanager:ListSecrets",
            "ssm:UpdateInstanceInformation",
            "ssmmessages:CreateControlChannel",
            "ssmmessages:CreateDataChannel",
            "ssmmessages:OpenControlChannel",
            "ssmmessages:OpenDataChannel",
            "xray:PutTelemetryRecords",
            "xray:PutTraceSegments",
        ),
        resources=("*",),
        wide="most know no resources; users of caches are named by the catalogue, in the roles' own policies",
    ),
)


def document(place: Place) -> str:
    """The boundary's policy."""
    statements = [filled(bound, list(bound.actions), place) for bound in _BOUNDS]
    return json.dumps({"Version": "2012-10-17", "Statement": statements}, separators=(",", ":"))
