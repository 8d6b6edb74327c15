"""Alarms reach somebody."""

from policy import expect, kinds
from policy.controls import nist
from policy.facts import Resource, Stack
from policy.relations import belonging, readers
from policy.rule import Finding, Results, Severity, StackRule, about, each

_PARTS_OF_AN_ALARM = (kinds.ALARM, kinds.COMPOSITE_ALARM)


def check(stack: Stack) -> Results:
    """Each alarm has an action, unless a composite alarm stands for it; each topic has a subscription."""
    yield from each(list(stack.of(*_PARTS_OF_AN_ALARM)), _alarm, stack)
    for topic in stack.of(kinds.TOPIC):
        alarmed = any(reader.type in _PARTS_OF_AN_ALARM for reader in readers(stack, topic.urn))
        if alarmed and not any(belonging(stack, topic, (kinds.SUBSCRIPTION,), "topic")):
            yield Finding("", "alarms are sent to a topic that nobody has subscribed to", urn=topic.urn)


def _alarm(alarm: Resource, stack: Stack) -> Results:
    actions = alarm["alarmActions"]
    composed = any(reader.type == kinds.COMPOSITE_ALARM for reader in readers(stack, alarm.urn))
    if not actions and not composed:
        yield Finding(actions, "it rings where nobody hears it", urn=alarm.urn)
    yield from about(alarm.urn, expect.not_off(alarm["actionsEnabled"], "its actions are off"))


RULE = StackRule(
    id="alarm-receiver",
    title="Every alarm reaches somebody",
    why="An alarm without a receiver is a graph.",
    remedy="set alarmActions to a topic with a subscription",
    severity=Severity.HIGH,
    controls=(nist("AU-12(a)"),),
    check=check,
)
