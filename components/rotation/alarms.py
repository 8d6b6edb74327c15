"""What rings when a rotation goes wrong, as data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components.alerts import Alarm

if TYPE_CHECKING:
    import pulumi

    from components.alerts.alarm import Missing

HOUR = 3600
SWEPT = 3 * HOUR  # a sweep comes every hour, give or take a quarter: no window of this length is without one
GUIDE = "See docs/rotation.md"
STEPS = ("createSecret", "setSecret", "testSecret", "finishSecret", "sweep", "event")


def namespace(environment: str) -> str:
    """Where the functions of one stack count (rotation/telemetry.py): two stacks of an account don't mix."""
    return f"strongroom/rotation/{environment}"


def of_function(environment: str, strategy: str, function: pulumi.Input[str], purpose: str) -> list[Alarm]:
    """The alarms of one function: a step failed, it broke, it was throttled, a value is due, overdue or stuck."""
    itself = [{"FunctionName": function}]
    return [
        Alarm(
            purpose=f"{purpose}-failed",
            description=f"A rotation of strategy {strategy} failed; the old values are still current."
            " See its log group, then: strongroom rotation list, strongroom rotation unstick PATH."
            f" {GUIDE}",
            namespace=namespace(environment),
            metric="RotationFailed",
            dimensions=[{"strategy": strategy, "step": step} for step in STEPS],
        ),
        Alarm(
            purpose=f"{purpose}-errors",
            description=f"The function of strategy {strategy} ended with an error: out of time, of memory, or"
            f" broken. See its log group /strongroom/{environment}/{purpose}. {GUIDE}",
            namespace="AWS/Lambda",
            metric="Errors",
            dimensions=itself,
        ),
        Alarm(
            purpose=f"{purpose}-throttled",
            description=f"The function of strategy {strategy} was throttled; raise strongroom:rotation.concurrency."
            f" {GUIDE}",
            namespace="AWS/Lambda",
            metric="Throttles",
            dimensions=itself,
        ),
        _found(
            namespace(environment),
            purpose,
            "overdue",
            "RotationOverdue",
            strategy,
            "should have changed already, or no sweep has looked for three hours: strongroom rotation list",
            missing="breaching",
        ),
        _of_people(namespace(environment), purpose, strategy),
    ]


def _of_people(where: str, purpose: str, strategy: str) -> Alarm:
    """A person is reminded before the day; a program is told of when it hangs."""
    if strategy == "manual":
        words = "has to change within 14 days: strongroom rotation list"
        return _found(where, purpose, "due", "RotationDue", strategy, words)
    words = "rotates for more than a day: strongroom rotation list"
    return _found(where, purpose, "stuck", "RotationStuck", strategy, words)


def _found(  # noqa: PLR0917 (the words of one alarm)
    where: str,
    purpose: str,
    what: str,
    metric: str,
    strategy: str,
    words: str,
    missing: Missing = "notBreaching",
) -> Alarm:
    """Something that a sweep counted; every sweep counts anew, so the last of them are looked at."""
    return Alarm(
        purpose=f"{purpose}-{what}",
        description=f"A value of strategy {strategy} {words}. {GUIDE}",
        namespace=where,
        metric=metric,
        dimensions=[{"strategy": strategy}],
        period=SWEPT,
        statistic="Maximum",
        missing=missing,
    )


def of_queue(queue: pulumi.Input[str]) -> Alarm:
    """Something could not be delivered, through every retry."""
    return Alarm(
        purpose="rotation-dead-letters",
        description="A rotation, a check or its announcement was given up after every retry; read the queue"
        f" strongroom-<environment>-rotation-dead-letters. {GUIDE}",
        namespace="AWS/SQS",
        metric="ApproximateNumberOfMessagesVisible",
        dimensions=[{"QueueName": queue}],
        statistic="Maximum",
    )


def of_rule(rule: pulumi.Input[str]) -> Alarm:
    """The mirror was not told: its destinations stay stale until its next run."""
    return Alarm(
        purpose="rotation-unannounced",
        description="GitHub was not told of a finished rotation; run the mirror, then put the connection's token"
        f" again: strongroom rotation connect. {GUIDE}",
        namespace="AWS/Events",
        metric="FailedInvocations",
        dimensions=[{"RuleName": rule}],
    )
