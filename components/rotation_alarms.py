"""What rings when a rotation goes wrong, and whom: a topic, its subscribers, and the alarms as data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pulumi
from pulumi_aws import cloudwatch, sns

from components import child, rotation_access

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from components.context import Context

METRICS = "strongroom/rotation"  # the namespace of rotation/telemetry.py
STEPS = ("createSecret", "setSecret", "testSecret", "finishSecret", "sweep", "event")
_FIVE_MINUTES = 300
_DAY = 24 * 3600


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """One alarm: it rings when the sum or maximum of a metric over `period` seconds is above zero.

    `dimensions` has one set a series; of several series the sum counts.
    """

    purpose: str
    description: str
    namespace: str
    metric: str
    dimensions: Sequence[Mapping[str, pulumi.Input[str]]]
    period: int = _FIVE_MINUTES
    statistic: str = "Sum"
    tags: Mapping[str, str] = field(default_factory=dict)


def of_function(strategy: str, function: pulumi.Input[str], purpose: str) -> list[Alarm]:
    """The alarms of one function: a step failed, it broke, it was throttled, a value is due, overdue or stuck."""
    itself = [{"FunctionName": function}]
    return [
        Alarm(
            purpose=f"{purpose}-failed",
            description=f"A rotation of strategy {strategy} failed; the old values are still current."
            " See its log group, then: strongroom rotation list, strongroom rotation unstick PATH",
            namespace=METRICS,
            metric="RotationFailed",
            dimensions=[{"strategy": strategy, "step": step} for step in STEPS],
        ),
        Alarm(
            purpose=f"{purpose}-errors",
            description=f"The function of strategy {strategy} ended with an error: out of time, of memory, or broken.",
            namespace="AWS/Lambda",
            metric="Errors",
            dimensions=itself,
        ),
        Alarm(
            purpose=f"{purpose}-throttled",
            description=f"The function of strategy {strategy} was throttled; raise strongroom:rotation.concurrency.",
            namespace="AWS/Lambda",
            metric="Throttles",
            dimensions=itself,
        ),
        _found(
            purpose, "overdue", "RotationOverdue", strategy, "should have changed already: strongroom rotation list"
        ),
        _of_people(purpose, strategy),
    ]


def _of_people(purpose: str, strategy: str) -> Alarm:
    """A person is reminded before the day; a program is told of when it hangs."""
    if strategy == "manual":
        return _found(purpose, "due", "RotationDue", strategy, "has to change within 14 days: strongroom rotation list")
    return _found(purpose, "stuck", "RotationStuck", strategy, "rotates for more than a day: strongroom rotation list")


def _found(purpose: str, what: str, metric: str, strategy: str, words: str) -> Alarm:
    """Something that a sweep counted; every sweep counts anew, so a day of them is looked at."""
    return Alarm(
        purpose=f"{purpose}-{what}",
        description=f"A value of strategy {strategy} {words}",
        namespace=METRICS,
        metric=metric,
        dimensions=[{"strategy": strategy}],
        period=_DAY,
        statistic="Maximum",
    )


def of_queue(queue: pulumi.Input[str]) -> Alarm:
    """Something could not be delivered, through every retry."""
    return Alarm(
        purpose="rotation-dead-letters",
        description="A rotation, a check or its announcement was given up after every retry; read the queue.",
        namespace="AWS/SQS",
        metric="ApproximateNumberOfMessagesVisible",
        dimensions=[{"QueueName": queue}],
        statistic="Maximum",
    )


def of_rule(rule: pulumi.Input[str]) -> Alarm:
    """The mirror was not told: its destinations stay stale until its next run."""
    return Alarm(
        purpose="rotation-unannounced",
        description="GitHub was not told of a finished rotation; run the mirror, and see the connection's token.",
        namespace="AWS/Events",
        metric="FailedInvocations",
        dimensions=[{"RuleName": rule}],
    )


class RotationAlarms(pulumi.ComponentResource):
    """An encrypted topic with its subscribers, and every alarm that is rung on it."""

    def __init__(
        self,
        context: Context,
        *,
        key_arn: pulumi.Input[str],
        receivers: Sequence[str],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("strongroom:rotation:RotationAlarms", "rotation-alarms", None, opts)
        self._context = context
        self._topic = self._made(key_arn, receivers)
        self.register_outputs({"topic": self._topic.arn})

    def _made(self, key_arn: pulumi.Input[str], receivers: Sequence[str]) -> sns.Topic:
        topic = sns.Topic(
            "rotation-alarms",
            name=self._context.name("rotation-alarms"),
            kms_master_key_id=key_arn,
            tags=self._context.tags("rotation"),
            opts=child.of(self),
        )
        policy = topic.arn.apply(lambda arn: rotation_access.topic_document(self._context, arn))
        sns.TopicPolicy("rotation-alarms", arn=topic.arn, policy=policy, opts=child.of(self))
        for receiver in receivers:
            sns.TopicSubscription(
                f"rotation-alarms-{receiver}",
                topic=topic.arn,
                protocol="email",
                endpoint=receiver,
                opts=child.of(self),
            )
        return topic

    def ring(self, alarm: Alarm) -> None:
        """Add an alarm."""
        cloudwatch.MetricAlarm(
            alarm.purpose,
            name=self._context.name(alarm.purpose, limit=255),
            alarm_description=alarm.description,
            comparison_operator="GreaterThanThreshold",
            threshold=0,
            evaluation_periods=1,
            treat_missing_data="notBreaching",
            alarm_actions=[self._topic.arn],
            ok_actions=[self._topic.arn],
            tags=self._context.tags("rotation"),
            opts=child.of(self),
            **_watched(alarm),
        )


def _watched(alarm: Alarm) -> dict[str, Any]:  # arguments of a MetricAlarm
    """One series as it is; several as the sum of them."""
    plain: dict[str, Any] = {"namespace": alarm.namespace, "metric_name": alarm.metric, "period": alarm.period}
    if len(alarm.dimensions) == 1:
        return {**plain, "statistic": alarm.statistic, "dimensions": alarm.dimensions[0]}
    series = [
        cloudwatch.MetricAlarmMetricQueryArgs(
            id=f"m{number}",
            metric=cloudwatch.MetricAlarmMetricQueryMetricArgs(
                stat=alarm.statistic, dimensions=dict(dimensions), **plain
            ),
        )
        for number, dimensions in enumerate(alarm.dimensions)
    ]
    filled = ", ".join(f"FILL(m{number}, 0)" for number in range(len(series)))
    total = cloudwatch.MetricAlarmMetricQueryArgs(
        id="total", expression=f"SUM([{filled}])", label=alarm.metric, return_data=True
    )
    return {"metric_queries": [*series, total]}
