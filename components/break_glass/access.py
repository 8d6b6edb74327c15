"""Who may do what with the break-glass function's key, table and role, as pure functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components import key_policy
from components.rotation.access import Statement, allow, document, through

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from components.context import Context

_WRITES = (
    *("dynamodb:BatchWriteItem", "dynamodb:DeleteItem", "dynamodb:PartiQLDelete", "dynamodb:PartiQLInsert"),
    *("dynamodb:PartiQLUpdate", "dynamodb:PutItem", "dynamodb:UpdateItem"),
)
_CHANGES = (
    *("dynamodb:DeleteResourcePolicy", "dynamodb:PutResourcePolicy", "dynamodb:UpdateContinuousBackups"),
    *("dynamodb:UpdateTable", "dynamodb:UpdateTimeToLive"),
)
_SIGNING = ("kms:Sign",)


def key_document(context: Context, function_role: str, deployers: Sequence[str], keepers: Sequence[str]) -> str:
    """Policy of the signing key: the function signs, and nobody else does, whatever IAM allows them.

    `deployers` read its public half, which Vault is told, and with `keepers` may rewrite this policy; `keepers` alone
    take the key away.
    """
    return key_policy.document(
        key_policy.administration(context.root_arn),
        _granted(context, "Function", (function_role,), *_SIGNING),
        _granted(context, "Deployers", deployers, "kms:GetPublicKey"),
        _nobody_but("NobodyElseSigns", (function_role,), "*", *_SIGNING),
        _nobody_but("NobodyTakesItAway", keepers, "*", "kms:ScheduleKeyDeletion", "kms:DisableKey"),
        _nobody_but("NobodyRewritesThis", (*keepers, *deployers), "*", "kms:PutKeyPolicy"),
    )


def table_document(function_role: str, table: str, deployers: Sequence[str], keepers: Sequence[str]) -> str:
    """Policy of the table: the function writes, and nobody else does, whatever IAM allows them.

    Nor does anybody but `deployers` and `keepers` take this policy off first, or change what is kept; `keepers` alone
    delete it.
    """
    return document(
        _nobody_but("NobodyElseWrites", (function_role,), table, *_WRITES),
        _nobody_but("NobodyTakesItAway", keepers, table, "dynamodb:DeleteTable"),
        _nobody_but("NobodyRewritesThis", (*keepers, *deployers), table, *_CHANGES),
    )


def function_document(context: Context, arns: Mapping[str, str]) -> str:
    """What the function may do: write facts down and read them, sign, log. It deletes and overwrites nothing.

    `arns`: of `table`, `key` (with which it signs), `logs`, and of the keys `data` and `functions`.
    """
    return document(
        allow("Facts", [arns["table"]], "dynamodb:PutItem", "dynamodb:Query", "dynamodb:Scan"),
        allow("WayIn", [arns["key"]], *_SIGNING),
        allow("Logs", [f"{arns['logs']}:*"], "logs:CreateLogStream", "logs:PutLogEvents"),
        allow("Tracing", ["*"], "xray:PutTraceSegments", "xray:PutTelemetryRecords"),
        through(context, "TablesKey", arns["data"], "dynamodb", "kms:Decrypt", "kms:GenerateDataKey"),
        through(context, "Environment", arns["functions"], "lambda", "kms:Decrypt"),
    )


def _granted(context: Context, sid: str, principals: Sequence[str], *actions: str) -> Statement:
    """Named principals, by condition: a key policy refuses to name a role that does not exist yet."""
    return {
        **allow(sid, ["*"], *actions),
        "Principal": {"AWS": context.root_arn},
        "Resource": "*",
        "Condition": {"ArnEquals": {"aws:PrincipalArn": list(principals)}},
    }


def _nobody_but(sid: str, principals: Sequence[str], resource: str, *actions: str) -> Statement:
    return {
        "Sid": sid,
        "Effect": "Deny",
        "Principal": "*",
        "Action": list(actions),
        "Resource": resource,
        "Condition": {"ArnNotEquals": {"aws:PrincipalArn": list(principals)}},
    }
