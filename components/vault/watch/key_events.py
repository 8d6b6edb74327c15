"""What happens to the cluster's keys and recovery shares outside of Vault: CloudTrail tells EventBridge.

An account without a trail has none of these events. Reading a share is a read-only event, which EventBridge gives only
to rules that ask for all management events. A rule writes what happened into a log group and counts it; the alarm is on
the count. (A topic as the target would have to be open to every rule of every account: EventBridge honours no condition
in a topic's policy.) Sources: EventBridge user guide, "Receiving read-only management events", "Using resource-based
policies"; AWS KMS developer guide, "Logging AWS KMS API calls with AWS CloudTrail".
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
from pulumi_aws import cloudwatch

from components import child
from components.vault.watch.alarms import of_rule
from strongroom import naming

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from components.alerts import Alerts
    from components.context import Context

TAKEN_AWAY = ("DeleteAlias", "DisableKey", "ScheduleKeyDeletion", "UpdateAlias")
LOG_GROUP = "vault-events"
_LOG_DAYS = 365


@dataclass(frozen=True, kw_only=True)
class KeyEventsArgs:
    """ARNs of the cluster's keys, the name that all recovery shares begin with, the key of logs, whom alarms tell."""

    key_arns: Sequence[pulumi.Input[str]]
    shares: str
    log_key_arn: pulumi.Input[str]
    alerts: Alerts


class KeyEvents(pulumi.ComponentResource):
    """A rule and an alarm for keys, one of each for recovery shares, and the log group that says who it was."""

    log_group: str
    alarms: Sequence[str]

    def __init__(self, context: Context, args: KeyEventsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("strongroom:vault:KeyEvents", "vault-key-events", None, opts)
        self._context = context
        self.log_group = naming.log_group(context.environment, LOG_GROUP)
        group = self._log_group(args)
        events = (self._keys(args), self._shares(args))
        self.alarms = [watched.purpose for watched in events]
        for watched in events:
            rule = self._rule(watched, group)
            args.alerts.ring(
                of_rule(watched.purpose, rule.name, f"{watched.what}. {watched.meaning}"),
                component="vault",
                parent=self,
            )
        self.register_outputs({"log_group": self.log_group})

    def _log_group(self, args: KeyEventsArgs) -> cloudwatch.LogGroup:
        group = cloudwatch.LogGroup(
            LOG_GROUP,
            name=self.log_group,
            kms_key_id=args.log_key_arn,
            retention_in_days=_LOG_DAYS,
            tags=self._context.tags("vault"),
            opts=child.of(self, protect=self._context.protect),
        )
        cloudwatch.LogResourcePolicy(
            LOG_GROUP,
            policy_name=self._context.name(LOG_GROUP),
            policy_document=log_document(self._context, self.log_group),
            opts=child.of(self),
        )
        return group

    def _keys(self, args: KeyEventsArgs) -> _Event:
        return _Event(
            purpose="vault-keys",
            what="A key of the Vault cluster was disabled, scheduled for deletion or renamed",
            meaning="Without its seal key no node unseals, ever again. See docs/runbooks/vault-seal-key.md",
            pattern=pulumi.Output.all(*args.key_arns).apply(keys_pattern),
        )

    def _shares(self, args: KeyEventsArgs) -> _Event:
        return _Event(
            purpose="vault-shares",
            what="Somebody has asked for a recovery share of the Vault cluster",
            meaning="Three of them make a root token. See docs/runbooks/vault-access.md",
            pattern=shares_pattern(self._context, args.shares),
            state="ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS",
        )

    def _rule(self, watched: _Event, group: cloudwatch.LogGroup) -> cloudwatch.EventRule:
        rule = cloudwatch.EventRule(
            watched.purpose,
            name=self._context.name(watched.purpose),
            description=watched.what,
            event_pattern=watched.pattern,
            state=watched.state,
            tags=self._context.tags("vault"),
            opts=child.of(self),
        )
        cloudwatch.EventTarget(watched.purpose, rule=rule.name, target_id="log", arn=group.arn, opts=child.of(self))
        return rule


@dataclass(frozen=True, kw_only=True)
class _Event:
    purpose: str
    what: str
    meaning: str
    pattern: pulumi.Input[str]
    state: str = "ENABLED"


def keys_pattern(key_arns: Sequence[str]) -> str:
    """Calls that take one of these keys away, or point its name at another one."""
    detail = {
        "eventSource": ["kms.amazonaws.com"],
        "eventName": list(TAKEN_AWAY),
        "resources": {"ARN": sorted(key_arns)},
    }
    return _calls("aws.kms", detail)


def shares_pattern(context: Context, shares: str) -> str:
    """Calls that ask for a recovery share, by its name or by its ARN."""
    by_arn = context.arn("secretsmanager", f"secret:{shares}")
    detail = {
        "eventSource": ["secretsmanager.amazonaws.com"],
        "eventName": ["GetSecretValue"],
        "requestParameters": {"secretId": [{"prefix": shares}, {"prefix": by_arn}]},
    }
    return _calls("aws.secretsmanager", detail)


def _calls(source: str, detail: Mapping[str, object]) -> str:
    return json.dumps(
        {"source": [source], "detail-type": ["AWS API Call via CloudTrail"], "detail": detail}, sort_keys=True
    )


def log_document(context: Context, log_group: str) -> str:
    """EventBridge writes what this stack's rules match into one log group."""
    statement = {
        "Sid": "Rules",
        "Effect": "Allow",
        "Principal": {"Service": ["events.amazonaws.com", "delivery.logs.amazonaws.com"]},
        "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": [f"{context.arn('logs', f'log-group:{log_group}')}:*"],
        "Condition": {"ArnLike": {"aws:SourceArn": context.arn("events", f"rule/{context.name('vault')}-*")}},
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, sort_keys=True)
