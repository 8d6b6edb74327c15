"""Who may do what in a rotation, as pure functions: the functions' roles, and the services that act for us."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from strongroom import naming

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from components.context import Context
    from strongroom.catalogue import Secret

Statement = dict[str, Any]

_LOOK = ("secretsmanager:DescribeSecret", "secretsmanager:ListSecretVersionIds")
_READ = ("secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue")
_ROTATE = (*_LOOK, "secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue")
_LABEL = "secretsmanager:UpdateSecretVersionStage"
# Source: Lambda developer guide, "Giving Lambda functions access to resources in an Amazon VPC", required permissions.
_NETWORK = ("ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface")
_NETWORK_LOOK = ("ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets")
_CACHE = ("elasticache:DescribeUsers", "elasticache:ModifyUser")


def entry_arn(context: Context, path: str) -> str:
    """ARN of an entry, known before the entry is: Secrets Manager adds a hyphen and six characters to its name."""
    return context.arn("secretsmanager", f"secret:{naming.secrets_manager(context.environment, path)}-??????")


def entries_arn(context: Context) -> str:
    """ARN that matches every entry of the stack's environment."""
    return context.arn("secretsmanager", f"secret:{context.environment}/*")


def trust_document(context: Context, service: str) -> str:
    """An AWS service takes a role on, for this account only."""
    return document(
        {
            "Sid": "ThisAccountsService",
            "Effect": "Allow",
            "Principal": {"Service": service},
            "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"aws:SourceAccount": context.account}},
        }
    )


def function_trust() -> str:
    """Lambda takes a function's role on; it names no source account when it does."""
    return document(
        {
            "Sid": "Lambda",
            "Effect": "Allow",
            "Principal": {"Service": "lambda.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    )


def function_document(
    context: Context, secrets: Iterable[Secret], arns: Mapping[str, Any], *, strategy: str, inside: bool
) -> str:
    """What the function of one strategy may do with these entries, and no others.

    `arns`: of the keys `secrets` and `functions`, of the queue `dead-letters` and of the log group `logs`; `kept`: of
    the entries in which RDS keeps superusers' passwords, and `superusers`: of their key.
    """
    held = list(secrets)
    statements = [
        allow("Logs", [f"{arns['logs']}:*"], "logs:CreateLogStream", "logs:PutLogEvents"),
        allow("DeadLetters", [arns["dead-letters"]], "sqs:SendMessage"),
        allow("Tracing", ["*"], "xray:PutTraceSegments", "xray:PutTelemetryRecords"),
        through(context, "Environment", arns["functions"], "lambda", "kms:Decrypt"),
    ]
    entries = [entry_arn(context, secret.path) for secret in held]
    if strategy == "manual":
        return document(*statements, allow("Entries", entries, *_LOOK))
    statements.append(allow("Entries", entries, *_ROTATE, _LABEL))
    statements.append(through(context, "Key", arns["secrets"], "secretsmanager", "kms:Decrypt", "kms:GenerateDataKey"))
    if superusers := sorted({s.rotation.superuser for s in held if s.rotation and s.rotation.superuser}):
        statements.append(allow("Superusers", [entry_arn(context, path) for path in superusers], *_READ))
    if arns.get("kept"):
        statements.append(allow("SuperusersOfRds", arns["kept"], *_READ))
        statements.append(through(context, "SuperusersKey", arns["superusers"], "secretsmanager", "kms:Decrypt"))
    if strategy == "redis":
        statements.append(allow("CacheUsers", [context.arn("elasticache", "user:*")], *_CACHE))
    if inside:
        statements.append(allow("Network", [context.arn("ec2", "*/*")], *_NETWORK))
        statements.append(allow("NetworkLook", ["*"], *_NETWORK_LOOK))
    return document(*statements)


def scheduler_document(functions_arn: str, queue_arn: str) -> str:
    """EventBridge Scheduler calls these functions, and leaves in the queue what it could not call."""
    return document(
        allow("Functions", [functions_arn], "lambda:InvokeFunction"),
        allow("DeadLetters", [queue_arn], "sqs:SendMessage"),
    )


def announcer_document(destination_arn: str) -> str:
    """EventBridge posts to one API destination."""
    return document(allow("Destination", [destination_arn], "events:InvokeApiDestination"))


def queue_document(context: Context, queue_arn: str) -> str:
    """The environment's rules leave here what they could not deliver; functions and schedules have roles for it."""
    rules = context.arn("events", f"rule/{context.name('rotation')}-*")
    return document(
        {
            **allow("Rules", [queue_arn], "sqs:SendMessage"),
            "Principal": {"Service": "events.amazonaws.com"},
            "Condition": {"ArnLike": {"aws:SourceArn": rules}},
        }
    )


def document(*statements: Statement) -> str:
    """A policy document as JSON, the same text for the same statements."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)}, sort_keys=True)


def allow(sid: str, resources: list[str], *actions: str) -> Statement:
    """A statement that allows these actions on these resources."""
    return {"Sid": sid, "Effect": "Allow", "Action": list(actions), "Resource": resources}


def through(context: Context, sid: str, key_arn: str, service: str, *actions: str) -> Statement:
    """A statement that allows these actions with a key, by way of one AWS service."""
    condition = {"StringEquals": {"kms:ViaService": f"{service}.{context.region}.amazonaws.com"}}
    return {**allow(sid, [key_arn], *actions), "Condition": condition}
