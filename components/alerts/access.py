"""Who may do what where alarms go, as pure functions."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from components.context import Context

Statement = dict[str, Any]


def topic_document(context: Context, topic_arn: str) -> str:
    """Alarms of this account publish to the topic; nobody else does."""
    return _document(
        _allow(
            "Alarms",
            topic_arn,
            "sns:Publish",
            service="cloudwatch.amazonaws.com",
            condition={"StringEquals": {"aws:SourceAccount": context.account}},
        )
    )


def queue_document(queue_arn: str, rule_arns: Sequence[str]) -> str:
    """The rules leave here what they could not deliver."""
    return _document(
        _allow(
            "Rules",
            queue_arn,
            "sqs:SendMessage",
            service="events.amazonaws.com",
            condition={"ArnEquals": {"aws:SourceArn": list(rule_arns)}},
        )
    )


def trust_document(context: Context) -> str:
    """EventBridge takes the role on, for this account only."""
    return _document(
        {
            "Sid": "ThisAccountsRules",
            "Effect": "Allow",
            "Principal": {"Service": "events.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"aws:SourceAccount": context.account}},
        }
    )


def teller_document(destination_arns: Sequence[str]) -> str:
    """EventBridge posts to these API destinations."""
    return _document(
        {
            "Sid": "Destinations",
            "Effect": "Allow",
            "Action": ["events:InvokeApiDestination"],
            "Resource": list(destination_arns),
        }
    )


def _allow(sid: str, resource: str, action: str, *, service: str, condition: Statement) -> Statement:
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": [action],
        "Resource": [resource],
        "Condition": condition,
    }


def _document(statement: Statement) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, sort_keys=True)
