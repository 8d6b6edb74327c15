"""What rings when a rotation goes wrong, as data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components.alerts import Alarm
from components.alerts.alarm import DAY

if TYPE_CHECKING:
    import pulumi

METRICS = "strongroom/rotation"  # the namespace of rotation/telemetry.py
STEPS = ("createSecret", "setSecret", "testSecret", "finishSecret", "sweep", "event")


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
        period=DAY,
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
