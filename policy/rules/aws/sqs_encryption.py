"""Queues are encrypted."""

from policy import kinds
from policy.controls import AT_REST, fsbp
from policy.facts import Resource
from policy.rule import Finding, Results, Rule, Severity


def check(queue: Resource) -> Results:
    """With a KMS key or with the service's own."""
    managed = queue["sqsManagedSseEnabled"]
    if managed.flag() is False and not queue["kmsMasterKeyId"]:
        yield Finding(managed, "messages are kept as they are")


RULE = Rule(
    id="sqs-encryption",
    title="A queue is encrypted",
    why="A dead-letter queue keeps the messages that nobody understood, for days.",
    remedy="set kmsMasterKeyId, or leave sqsManagedSseEnabled on",
    severity=Severity.MEDIUM,
    applies_to=(kinds.QUEUE,),
    controls=(fsbp("SQS.1"), AT_REST),
    check=check,
)
