"""Who is told of break-glass: that something was opened, that many were refused, that its parts were changed.

What opens it says so itself, beside what Vault's audit log has of it: silencing one leaves the other. A change of the
function, its key or its table can make two approvals one, so CloudTrail's events of these ring, whoever made them, a
deployment of ours included. IAM's events are told in us-east-1 only. Sources: EventBridge user guide, "Events delivered
via AWS CloudTrail", "Amazon EventBridge event patterns" ($or, wildcard).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
from pulumi_aws import cloudwatch

from components import child
from components.alerts import Alarm
from components.alerts.alarm import FIVE_MINUTES
from strongroom import naming

if TYPE_CHECKING:
    from collections.abc import Sequence

    from components.alerts import Alerts
    from components.context import Context

METRICS = "strongroom/break-glass"  # as break_glass/telemetry.py publishes them
TOUCHED = "vault-break-glass-touched"  # `vault-`: the rules that may write into the log group
_SEE = "See docs/runbooks/vault-break-glass.md"
_MANY_REFUSALS = 5
_MINUTE = 60


@dataclass(frozen=True, kw_only=True)
class BreakGlassWatchArgs:
    """The name of function, table and role; the signing key; purpose of the log group of events; whom alarms tell."""

    name: str
    key_arn: pulumi.Input[str]
    events: str
    alerts: Alerts
    parts: Sequence[pulumi.Resource]
    """What has to be there before a change of it rings."""


class BreakGlassWatch(pulumi.ComponentResource):
    """Three alarms, and the rule for what CloudTrail tells."""

    def __init__(self, context: Context, args: BreakGlassWatchArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("strongroom:vault:BreakGlassWatch", "break-glass-watch", None, opts)
        rule = cloudwatch.EventRule(
            TOUCHED,
            name=context.name(TOUCHED),
            description="The function, the key, the table or the role of break-glass was changed",
            event_pattern=pulumi.Output.from_input(args.key_arn).apply(lambda key: touched(args.name, key)),
            tags=context.tags("vault"),
            opts=child.of(self, depends_on=list(args.parts)),
        )
        group = context.arn("logs", f"log-group:{naming.log_group(context.environment, args.events)}")
        cloudwatch.EventTarget(TOUCHED, rule=rule.name, target_id="log", arn=group, opts=child.of(self))
        for alarm in (*_told(context.environment), _changed(rule.name)):
            args.alerts.ring(alarm, component="vault", parent=self)
        self.register_outputs({})


def _told(environment: str) -> Sequence[Alarm]:
    of_this = [{"environment": environment}]
    return (
        Alarm(
            purpose="vault-break-glass-opened",
            description=f"Somebody opens a break-glass request: strongroom break-glass list says who and why. {_SEE}",
            namespace=METRICS,
            metric="BreakGlassOpened",
            dimensions=of_this,
            period=_MINUTE,
        ),
        Alarm(
            purpose="vault-break-glass-refused",
            description="Break-glass refused more than five calls in five minutes: the function's log says whose."
            f" {_SEE}",
            namespace=METRICS,
            metric="BreakGlassRefused",
            dimensions=of_this,
            period=FIVE_MINUTES,
            threshold=_MANY_REFUSALS,
        ),
    )


def _changed(rule: pulumi.Input[str]) -> Alarm:
    return Alarm(
        purpose=TOUCHED,
        description="Break-glass itself was changed: its function, key, table or role. Was it a deployment of yours?"
        f" The log group vault-events says who. {_SEE}",
        namespace="AWS/Events",
        metric="TriggeredRules",
        dimensions=[{"RuleName": rule}],
        period=_MINUTE,
    )


def touched(name: str, key_arn: str) -> str:
    """Calls that change who may open, or what is kept of it; `name` is in each name and ARN of the parts."""
    named = [{"wildcard": f"*{name}*"}]
    changes = [
        {
            "eventSource": ["lambda.amazonaws.com"],
            "eventName": [{"prefix": "UpdateFunction"}, {"prefix": "PublishVersion"}, {"prefix": "DeleteFunction"}],
            "requestParameters": {"functionName": named},
        },
        {
            "eventSource": ["kms.amazonaws.com"],
            "eventName": ["CreateGrant", "DisableKey", "PutKeyPolicy", "ScheduleKeyDeletion"],
            "resources": {"ARN": [key_arn]},
        },
        *(
            {
                "eventSource": ["dynamodb.amazonaws.com"],
                "eventName": list(calls),
                "requestParameters": {argument: named},
            }
            for argument, calls in {
                "tableName": ("DeleteTable", "UpdateContinuousBackups", "UpdateTable", "UpdateTimeToLive"),
                "resourceArn": ("DeleteResourcePolicy", "PutResourcePolicy"),
            }.items()
        ),
        {
            "eventSource": ["iam.amazonaws.com"],
            "eventName": ["AttachRolePolicy", "PutRolePolicy", "UpdateAssumeRolePolicy"],
            "requestParameters": {"roleName": [name]},
        },
    ]
    sources = ["aws.dynamodb", "aws.iam", "aws.kms", "aws.lambda"]
    return json.dumps(
        {"source": sources, "detail-type": ["AWS API Call via CloudTrail"], "detail": {"$or": changes}}, sort_keys=True
    )
