"""Who may do what around the databases, as pure functions."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from components import key_policy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from components.context import Context

Statement = dict[str, Any]

EVENTS = "events.rds.amazonaws.com"
LOGS = ("postgresql", "upgrade")


def key_document(context: Context, names: Iterable[str]) -> str:
    """Policy of the databases' key: storage, backups and Performance Insights through RDS, the superusers' entries
    through Secrets Manager, the servers' own logs, and the topics that RDS tells of events.

    Source: Amazon RDS user guide, "AWS KMS key management", "Password management with Amazon RDS and AWS Secrets
    Manager"; Amazon SNS developer guide, "Managing Amazon SNS encryption keys and costs".
    """
    held = sorted(names)
    return key_policy.document(
        key_policy.administration(context.root_arn),
        key_policy.use_through(context.root_arn, context.account, context.region, "rds"),
        key_policy.use_through(context.root_arn, context.account, context.region, "secretsmanager"),
        key_policy.use_by_logs(context.arn("logs", f"log-group:{log_group(context, '*', '*')}"), context.region),
        {
            "Sid": "TopicsByRds",
            "Effect": "Allow",
            "Principal": {"Service": EVENTS},
            "Action": ["kms:Decrypt", "kms:GenerateDataKey*"],
            "Resource": "*",
            "Condition": {
                "StringEquals": {
                    "kms:EncryptionContext:aws:sns:topicArn": [
                        context.arn("sns", topic_name(context, name, kind)) for name in held for kind in TOPICS
                    ]
                }
            },
        },
    )


def copies_key_document(context: Context, region: str) -> str:
    """Policy of the key of backups in the second region: used through RDS there."""
    return key_policy.document(
        key_policy.administration(context.root_arn),
        key_policy.use_through(context.root_arn, context.account, region, "rds"),
    )


TOPICS = ("backups", "events")


def identifier(context: Context, name: str) -> str:
    """A database's name in RDS, which is the first part of its host."""
    return context.name(f"database-{name}", limit=63)


def topic_name(context: Context, name: str, kind: str) -> str:
    """Name of a topic that RDS tells of one database."""
    return context.name(f"database-{name}-{kind}")


def log_group(context: Context, name: str, log: str) -> str:
    """Where RDS writes a database's log: the name is its own."""
    return f"/aws/rds/instance/{identifier(context, name)}/{log}"


def topic_document(context: Context, topic_arn: str, name: str) -> str:
    """RDS tells the topic of one database of this account."""
    return document(
        {
            "Sid": "Events",
            "Effect": "Allow",
            "Principal": {"Service": EVENTS},
            "Action": ["sns:Publish"],
            "Resource": [topic_arn],
            "Condition": {
                "ArnEquals": {"aws:SourceArn": context.arn("rds", f"db:{identifier(context, name)}")},
                "StringEquals": {"aws:SourceAccount": context.account},
            },
        }
    )


def monitoring_trust(context: Context) -> str:
    """RDS takes the role on for this account's databases of this stack."""
    databases = context.arn("rds", f"db:{identifier(context, '*')}")
    return document(
        {
            "Sid": "Monitoring",
            "Effect": "Allow",
            "Principal": {"Service": "monitoring.rds.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {
                "ArnLike": {"aws:SourceArn": databases},
                "StringEquals": {"aws:SourceAccount": context.account},
            },
        }
    )


def monitoring_document(context: Context) -> str:
    """What Enhanced Monitoring writes: one log group of the account, with a fixed name.

    Source: Amazon RDS user guide, "Setting up and enabling Enhanced Monitoring"; AmazonRDSEnhancedMonitoringRole.
    """
    group = context.arn("logs", "log-group:RDSOSMetrics")
    streams = ("logs:CreateLogStream", "logs:DescribeLogStreams", "logs:GetLogEvents", "logs:PutLogEvents")
    return document(
        allow("Group", [f"{group}:*"], "logs:CreateLogGroup", "logs:PutRetentionPolicy"),
        allow("Streams", [f"{group}:log-stream:*"], *streams),
    )


def document(*statements: Statement) -> str:
    """A policy document as JSON, the same text for the same statements."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)}, sort_keys=True)


def allow(sid: str, resources: list[str], *actions: str) -> Statement:
    """A statement that allows these actions on these resources."""
    return {"Sid": sid, "Effect": "Allow", "Action": list(actions), "Resource": resources}
