"""Key policies as pure functions: who may do what with a KMS key.

A key policy that says nothing falls back to "whatever IAM allows", which no reviewer can read. Ours name the actions.
Source: AWS KMS developer guide, "Key policies in AWS KMS" and "kms:ViaService".
"""

from __future__ import annotations

import json
from typing import Any

from strongroom.catalogue.key_administration import ADMINISTRATION

Statement = dict[str, Any]

USE = ("kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom", "kms:ReEncryptTo")


def administration(root_arn: str) -> Statement:
    """The account's administrators manage the key; none of these actions encrypts or decrypts."""
    return {
        "Sid": "Administration",
        "Effect": "Allow",
        "Principal": {"AWS": root_arn},
        "Action": list(ADMINISTRATION),
        "Resource": "*",
    }


def use_through(root_arn: str, account: str, region: str, service: str) -> Statement:
    """Principals of the account whom IAM allows it use the key, and only by way of one AWS service."""
    return {
        "Sid": f"UseThrough{service.title().replace('.', '')}",
        "Effect": "Allow",
        "Principal": {"AWS": root_arn},
        "Action": [*USE, "kms:CreateGrant"],
        "Resource": "*",
        "Condition": {
            "StringEquals": {"kms:CallerAccount": account, "kms:ViaService": f"{service}.{region}.amazonaws.com"}
        },
    }


def use_by_logs(groups_arn: str, region: str) -> Statement:
    """CloudWatch Logs encrypts the log groups whose ARN matches, and no others.

    Source: CloudWatch Logs user guide, "Encrypt log data using AWS KMS".
    """
    return {
        "Sid": "Logs",
        "Effect": "Allow",
        "Principal": {"Service": f"logs.{region}.amazonaws.com"},
        "Action": ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
        "Resource": "*",
        "Condition": {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": groups_arn}},
    }


def use_by_service(account: str, service: str) -> Statement:
    """An AWS service reads and writes what the key encrypts, when it acts for this account."""
    return {
        "Sid": f"UseBy{service.partition('.')[0].title()}",
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": ["kms:Decrypt", "kms:GenerateDataKey*"],
        "Resource": "*",
        "Condition": {"StringEquals": {"aws:SourceAccount": account}},
    }


def use_for_topic(topic_arn: str, service: str) -> Statement:
    """An AWS service publishes to one encrypted topic, which SNS names as the context of its encryption.

    Not every service tells KMS for which account it acts, so the topic is what bounds it. Source: Amazon SNS developer
    guide, "Managing Amazon SNS encryption keys and costs".
    """
    return {
        "Sid": f"TopicBy{service.partition('.')[0].title()}",
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": ["kms:Decrypt", "kms:GenerateDataKey*"],
        "Resource": "*",
        "Condition": {"StringEquals": {"kms:EncryptionContext:aws:sns:topicArn": topic_arn}},
    }


def document(*statements: Statement) -> str:
    """A policy document as JSON, the same text for the same statements."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)}, sort_keys=True)
