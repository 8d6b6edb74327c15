"""Where a stack's alarms go in one region: an encrypted topic, mailboxes, and the channels that the settings name."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pulumi
from pulumi_aws import cloudwatch, sns

from components import child
from components.alerts import access
from components.alerts.alarm import Alarm
from components.alerts.channels import AlertChannels, channels

if TYPE_CHECKING:
    from components.alerts.settings import AlertSettings
    from components.context import Context

TOPIC = "alarms"


@dataclass(frozen=True, kw_only=True)
class AlertsArgs:
    """Whom to tell, the key of the topic, and the region where it isn't the stack's own."""

    settings: AlertSettings
    key_arn: pulumi.Input[str]
    region: str | None = None


class Alerts(pulumi.ComponentResource):
    """Every alarm that is rung here reaches every mailbox, and every channel by its change of state."""

    topic_arn: pulumi.Output[str]

    def __init__(self, context: Context, args: AlertsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        suffix = f"-{args.region}" if args.region else ""
        super().__init__("strongroom:alerts:Alerts", f"alerts{suffix}", None, opts)
        self._settings = args.settings
        self._context = replace(context, region=args.region or context.region)
        self._region, self._suffix = args.region, suffix
        self.topic_arn = self._topic(args)
        self._channels(args.settings)
        self.register_outputs({"topic": self.topic_arn})

    @property
    def settings(self) -> AlertSettings:
        """Whom this tells, for other regions; and when people work."""
        return self._settings

    def _topic(self, args: AlertsArgs) -> pulumi.Output[str]:
        name = self._context.name(TOPIC)
        topic = sns.Topic(
            f"{TOPIC}{self._suffix}",
            name=name,
            kms_master_key_id=args.key_arn,
            policy=access.topic_document(self._context, self._context.arn("sns", name)),
            region=self._region,
            tags=self._context.tags("alerts"),
            opts=child.of(self),
        )
        for mailbox in args.settings.mail:
            sns.TopicSubscription(
                f"{TOPIC}{self._suffix}-{mailbox}",
                topic=topic.arn,
                protocol="email",
                endpoint=mailbox,
                region=self._region,
                opts=child.of(self),
            )
        return topic.arn

    def _channels(self, settings: AlertSettings) -> None:
        if wanted := channels(self._context, settings):
            made = AlertChannels(self._context, wanted, suffix=self._suffix, region=self._region, opts=child.of(self))
            self.ring(of_queue(made.queue_name), component="alerts", parent=self)

    def ring(self, alarm: Alarm, *, component: str, parent: pulumi.Resource) -> None:
        """Add an alarm to the part of the stack that it watches."""
        cloudwatch.MetricAlarm(
            f"{alarm.purpose}{self._suffix}",
            name=self._context.name(alarm.purpose, limit=255),
            alarm_actions=[self.topic_arn],
            ok_actions=[self.topic_arn],
            region=self._region,
            tags=self._context.tags(component),
            opts=child.of(parent),
            **alarm.arguments(),
        )


def of_queue(queue: pulumi.Input[str]) -> Alarm:
    """A channel did not take what it was told; the mailboxes did."""
    return Alarm(
        purpose="alerts-undelivered",
        description="Slack or PagerDuty did not take an alarm; read the queue, and see its token:"
        " strongroom alerts connect. See docs/observability.md",
        namespace="AWS/SQS",
        metric="ApproximateNumberOfMessagesVisible",
        dimensions=[{"QueueName": queue}],
        statistic="Maximum",
    )
