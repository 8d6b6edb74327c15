"""CloudWatch and its logs."""

from __future__ import annotations

from strongroom.deployer.model import Bound, Needs, Service, reference

_GROUP = "arn:{partition}:logs:{region}:{account}:log-group:/{project}/{environment}/*"

LOGS = Service(
    source=reference("amazoncloudwatchlogs"),
    types={
        "aws:cloudwatch/logGroup:LogGroup": Needs(
            create=("logs:AssociateKmsKey", "logs:CreateLogGroup", "logs:PutRetentionPolicy", "logs:TagResource"),
            read=("logs:DescribeLogGroups", "logs:ListTagsForResource"),
            update=("logs:DeleteRetentionPolicy", "logs:DisassociateKmsKey", "logs:UntagResource"),
            delete=("logs:DeleteLogGroup",),
        ),
        "aws:cloudwatch/logMetricFilter:LogMetricFilter": Needs(
            create=("logs:PutMetricFilter",), read=("logs:DescribeMetricFilters",), delete=("logs:DeleteMetricFilter",)
        ),
        "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": Needs(
            create=("logs:PutResourcePolicy",),
            read=("logs:DescribeResourcePolicies",),
            delete=("logs:DeleteResourcePolicy",),
        ),
        "aws:cloudwatch/queryDefinition:QueryDefinition": Needs(
            create=("logs:PutQueryDefinition",),
            read=("logs:DescribeQueryDefinitions",),
            delete=("logs:DeleteQueryDefinition",),
        ),
    },
    bounds=(
        Bound(
            sid="LogGroups",
            actions=(
                "logs:AssociateKmsKey",
                "logs:CreateLogGroup",
                "logs:DeleteLogGroup",
                "logs:DeleteMetricFilter",
                "logs:DeleteRetentionPolicy",
                "logs:DescribeMetricFilters",
                "logs:DisassociateKmsKey",
                "logs:ListTagsForResource",
                "logs:PutMetricFilter",
                "logs:PutRetentionPolicy",
                "logs:TagResource",
                "logs:UntagResource",
            ),
            resources=(_GROUP,),
        ),
        Bound(
            sid="LogGroupsSeen",
            actions=(
                "logs:DeleteQueryDefinition",
                "logs:DescribeLogGroups",
                "logs:DeleteResourcePolicy",
                "logs:DescribeQueryDefinitions",
                "logs:DescribeResourcePolicies",
                "logs:PutQueryDefinition",
                "logs:PutResourcePolicy",
            ),
            resources=("*",),
            wide="the provider lists groups by prefix, asked of all; saved queries and the account's policies of logs "
            "know no resources",
        ),
    ),
)

_ALARM = "arn:{partition}:cloudwatch:{region}:{account}:alarm:{prefix}-*"
_DASHBOARD = "arn:{partition}:cloudwatch::{account}:dashboard/{prefix}-*"

METRICS = Service(
    source=reference("amazoncloudwatch"),
    types={
        "aws:cloudwatch/metricAlarm:MetricAlarm": Needs(
            create=("cloudwatch:PutMetricAlarm", "cloudwatch:TagResource"),
            read=("cloudwatch:DescribeAlarms", "cloudwatch:ListTagsForResource"),
            update=("cloudwatch:UntagResource",),
            delete=("cloudwatch:DeleteAlarms",),
        ),
        "aws:cloudwatch/dashboard:Dashboard": Needs(
            create=("cloudwatch:PutDashboard",),
            read=("cloudwatch:GetDashboard",),
            delete=("cloudwatch:DeleteDashboards",),
        ),
    },
    bounds=(
        Bound(
            sid="Alarms",
            actions=(
                "cloudwatch:DeleteAlarms",
                "cloudwatch:DescribeAlarms",
                "cloudwatch:ListTagsForResource",
                "cloudwatch:PutMetricAlarm",
                "cloudwatch:TagResource",
                "cloudwatch:UntagResource",
            ),
            resources=(_ALARM,),
        ),
        Bound(
            sid="Dashboards",
            actions=("cloudwatch:DeleteDashboards", "cloudwatch:GetDashboard", "cloudwatch:PutDashboard"),
            resources=(_DASHBOARD,),
        ),
    ),
)
