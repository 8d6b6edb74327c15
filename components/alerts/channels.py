"""Slack and PagerDuty: EventBridge hands every alarm of the stack to them, whichever part of the stack it is of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pulumi
from pulumi_aws import cloudwatch, iam, sqs
from pulumi_random import RandomPassword

from components import child
from components.alerts import access
from components.alerts.messages import PAGER_DUTY, PATHS, SLACK, TURNS, Turn, pager_duty, pattern, slack
from strongroom import naming

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from components.alerts.settings import AlertSettings
    from components.context import Context

_KEPT_SECONDS = 14 * 24 * 3600
_RETRY_SECONDS = 24 * 3600
_RETRIES = 185  # EventBridge's own limits, both
_PER_SECOND = 1  # Slack takes a message a second and channel; what is more waits


@dataclass(frozen=True, kw_only=True)
class Channel:
    """Where an alarm is posted, what is said, and where in the request the token is put by hand."""

    name: str
    url: str
    body: Callable[[Turn], str]
    in_body: bool


def channels(context: Context, settings: AlertSettings) -> Sequence[Channel]:
    """Those that the settings name."""
    found = []
    if to_slack := settings.slack:
        found.append(
            Channel(
                name=naming.SLACK,
                url=SLACK,
                body=lambda turn: slack(context.environment, to_slack.channel, turn),
                in_body=False,
            )
        )
    if pages := settings.pager_duty:
        url = PAGER_DUTY[pages.region]
        found.append(
            Channel(name=naming.PAGER_DUTY, url=url, body=lambda turn: pager_duty(context, turn), in_body=True)
        )
    return found


class AlertChannels(pulumi.ComponentResource):
    """Two rules (an alarm rings, it is over), an API destination a channel, and a queue for what could not be told."""

    queue_name: pulumi.Output[str]

    def __init__(
        self,
        context: Context,
        wanted: Sequence[Channel],
        *,
        suffix: str = "",
        region: str | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("strongroom:alerts:AlertChannels", f"alert-channels{suffix}", None, opts)
        self._context, self._suffix, self._region = context, suffix, region
        rules = {turn: self._rule(turn) for turn in TURNS}
        destinations = {channel.name: self._destination(channel) for channel in wanted}
        role = self._role([destination.arn for destination in destinations.values()])
        queue = self._queue([rule.arn for rule in rules.values()])
        ways = {"role_arn": role.arn, "dead_letter_config": {"arn": queue.arn}}
        for channel in wanted:
            for turn, rule in rules.items():
                self._target(channel, turn, rule=rule.name, arn=destinations[channel.name].arn, **ways)
        self.queue_name = queue.name
        self.register_outputs({"queue": queue.name})

    def _named(self, purpose: str) -> str:
        return f"alerts-{purpose}{self._suffix}"

    def _rule(self, turn: Turn) -> cloudwatch.EventRule:
        return cloudwatch.EventRule(
            self._named(turn.purpose),
            name=self._context.name(f"alerts-{turn.purpose}"),
            description=f"An alarm of this stack turns to {turn.state}",
            event_pattern=pattern(self._context, turn),
            region=self._region,
            tags=self._context.tags("alerts"),
            opts=child.of(self),
        )

    def _destination(self, channel: Channel) -> cloudwatch.EventApiDestination:
        # The engine never learns the token: a random text that opens nothing holds its place until
        # `strongroom alerts connect` puts it, and from then on the program leaves it alone.
        name = self._context.name(f"alerts-{channel.name}")
        nothing = RandomPassword(self._named(channel.name), length=32, opts=child.of(self)).result
        connection = cloudwatch.EventConnection(
            self._named(channel.name),
            name=name,
            description=f"Alarms go to {channel.name}; its token is put by: strongroom alerts connect {channel.name}",
            authorization_type="API_KEY",
            auth_parameters=_authorization(channel, nothing),
            region=self._region,
            opts=child.of(self, ignore_changes=["authParameters"]),
        )
        return cloudwatch.EventApiDestination(
            self._named(channel.name),
            name=name,
            description=f"Tells {channel.name} of alarms",
            invocation_endpoint=channel.url,
            http_method="POST",
            invocation_rate_limit_per_second=_PER_SECOND,
            connection_arn=connection.arn,
            region=self._region,
            opts=child.of(self),
        )

    def _role(self, destination_arns: Sequence[pulumi.Output[str]]) -> iam.Role:
        role = iam.Role(
            self._named("teller"),
            name=self._context.name(self._named("teller")),
            description="EventBridge, to tell people of alarms",
            assume_role_policy=access.trust_document(self._context),
            tags=self._context.tags("alerts"),
            opts=child.of(self),
        )
        document = pulumi.Output.all(*destination_arns).apply(access.teller_document)
        iam.RolePolicy(self._named("teller"), role=role.name, policy=document, opts=child.of(self))
        return role

    def _queue(self, rule_arns: Sequence[pulumi.Output[str]]) -> sqs.Queue:
        queue = sqs.Queue(
            self._named("undelivered"),
            name=self._context.name("alerts-undelivered"),
            message_retention_seconds=_KEPT_SECONDS,
            sqs_managed_sse_enabled=True,
            region=self._region,
            tags=self._context.tags("alerts"),
            opts=child.of(self),
        )
        document = pulumi.Output.all(queue.arn, *rule_arns).apply(lambda arns: access.queue_document(arns[0], arns[1:]))
        sqs.QueuePolicy(
            self._named("undelivered"), queue_url=queue.id, policy=document, region=self._region, opts=child.of(self)
        )
        return queue

    def _target(self, channel: Channel, turn: Turn, **ways: Any) -> None:
        """What is told when; `ways`: the rule, the destination, who tells it, and where it goes if that is refused."""
        cloudwatch.EventTarget(
            self._named(f"{turn.purpose}-{channel.name}"),
            target_id=channel.name,
            input_transformer={"input_paths": dict(PATHS), "input_template": channel.body(turn)},
            retry_policy={"maximum_event_age_in_seconds": _RETRY_SECONDS, "maximum_retry_attempts": _RETRIES},
            region=self._region,
            opts=child.of(self),
            **ways,
        )


def _authorization(channel: Channel, nothing: pulumi.Output[str]) -> cloudwatch.EventConnectionAuthParametersArgs:
    """Slack reads its token in a header; PagerDuty its key in the body, so its header says nothing to anybody."""
    key = cloudwatch.EventConnectionAuthParametersApiKeyArgs(
        key="X-Strongroom" if channel.in_body else "Authorization", value=nothing
    )
    if not channel.in_body:
        return cloudwatch.EventConnectionAuthParametersArgs(api_key=key)
    routing = cloudwatch.EventConnectionAuthParametersInvocationHttpParametersBodyArgs(
        key=naming.PAGER_DUTY_KEY, value=nothing, is_value_secret=True
    )
    return cloudwatch.EventConnectionAuthParametersArgs(
        api_key=key,
        invocation_http_parameters=cloudwatch.EventConnectionAuthParametersInvocationHttpParametersArgs(
            bodies=[routing]
        ),
    )
