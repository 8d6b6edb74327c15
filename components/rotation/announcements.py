"""A finished rotation is told to the mirror: EventBridge posts a repository_dispatch to GitHub (decision 7).

The event is CloudTrail's, of what Secrets Manager did by itself: an account without a trail has none of them.
https://docs.aws.amazon.com/secretsmanager/latest/userguide/monitoring-eventbridge.html
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
from pulumi_aws import cloudwatch, iam
from pulumi_random import RandomPassword

from components import child
from components.rotation import access
from components.rotation.alarms import of_rule

if TYPE_CHECKING:
    from components.alerts import Alerts
    from components.context import Context

EVENT_TYPE = "secret-rotated"
_PURPOSE = "rotation-announcements"
_RETRY_SECONDS = 24 * 3600
_RETRIES = 185  # EventBridge's own limits, both


@dataclass(frozen=True, kw_only=True)
class RotationAnnouncementsArgs:
    """GitHub's API, the repository that is told, and the queue for what could not be told."""

    api_url: str
    repository: str
    queue_arn: pulumi.Input[str]
    alerts: Alerts


class RotationAnnouncements(pulumi.ComponentResource):
    """Rule, API destination and connection; retried for a day, then kept in the queue, and an alarm rings."""

    def __init__(
        self, context: Context, args: RotationAnnouncementsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("strongroom:rotation:RotationAnnouncements", _PURPOSE, None, opts)
        self._context = context
        rule = self._rule()
        destination = self._destination(args)
        self._target(args, rule, destination)
        args.alerts.ring(of_rule(rule.name), component="rotation", parent=self)
        self.register_outputs({"rule": rule.name})

    def _rule(self) -> cloudwatch.EventRule:
        return cloudwatch.EventRule(
            _PURPOSE,
            name=self._context.name(_PURPOSE),
            description="A secret of this environment was rotated",
            event_pattern=pattern(self._context),
            tags=self._context.tags("rotation"),
            opts=child.of(self),
        )

    def _destination(self, args: RotationAnnouncementsArgs) -> cloudwatch.EventApiDestination:
        # The engine never learns the token: a random text that opens nothing holds its place until
        # `strongroom rotation connect` puts it, and from then on the program leaves it alone.
        nothing = RandomPassword(_PURPOSE, length=32, opts=child.of(self)).result
        connection = cloudwatch.EventConnection(
            _PURPOSE,
            name=self._context.name(_PURPOSE),
            description="GitHub, with a token that may dispatch to the mirror's repository",
            authorization_type="API_KEY",
            auth_parameters=cloudwatch.EventConnectionAuthParametersArgs(
                api_key=cloudwatch.EventConnectionAuthParametersApiKeyArgs(key="Authorization", value=nothing)
            ),
            opts=child.of(self, ignore_changes=["authParameters"]),
        )
        return cloudwatch.EventApiDestination(
            _PURPOSE,
            name=self._context.name(_PURPOSE),
            description="Starts the mirror workflow",
            invocation_endpoint=f"{args.api_url.rstrip('/')}/repos/{args.repository}/dispatches",
            http_method="POST",
            invocation_rate_limit_per_second=5,
            connection_arn=connection.arn,
            opts=child.of(self),
        )

    def _target(
        self,
        args: RotationAnnouncementsArgs,
        rule: cloudwatch.EventRule,
        destination: cloudwatch.EventApiDestination,
    ) -> None:
        role = iam.Role(
            _PURPOSE,
            name=self._context.name(_PURPOSE),
            description="EventBridge, to tell GitHub of finished rotations",
            assume_role_policy=access.trust_document(self._context, "events.amazonaws.com"),
            tags=self._context.tags("rotation"),
            opts=child.of(self),
        )
        document = destination.arn.apply(access.announcer_document)
        iam.RolePolicy(_PURPOSE, role=role.name, policy=document, opts=child.of(self))
        cloudwatch.EventTarget(
            _PURPOSE,
            rule=rule.name,
            target_id="mirror",
            arn=destination.arn,
            role_arn=role.arn,
            http_target=cloudwatch.EventTargetHttpTargetArgs(
                header_parameters={"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
            ),
            input_transformer=cloudwatch.EventTargetInputTransformerArgs(
                input_paths={"secret": "$.detail.additionalEventData.SecretId"}, input_template=template(self._context)
            ),
            retry_policy=cloudwatch.EventTargetRetryPolicyArgs(
                maximum_event_age_in_seconds=_RETRY_SECONDS, maximum_retry_attempts=_RETRIES
            ),
            dead_letter_config=cloudwatch.EventTargetDeadLetterConfigArgs(arn=args.queue_arn),
            opts=child.of(self),
        )


def pattern(context: Context) -> str:
    """The event of a finished rotation of one of this environment's entries."""
    secret = context.arn("secretsmanager", f"secret:{context.environment}/")
    return json.dumps(
        {
            "source": ["aws.secretsmanager"],
            "detail-type": ["AWS Service Event via CloudTrail"],
            "detail": {
                "eventSource": ["secretsmanager.amazonaws.com"],
                "eventName": ["RotationSucceeded"],
                "additionalEventData": {"SecretId": [{"prefix": secret}]},
            },
        },
        sort_keys=True,
    )


def template(context: Context) -> str:
    """Body of the dispatch, with EventBridge's own place for the secret's ARN, which stands in quotes of its own."""
    payload = f'{{"environment": {json.dumps(context.environment)}, "secret": <secret>}}'
    return f'{{"event_type": {json.dumps(EVENT_TYPE)}, "client_payload": {payload}}}'
