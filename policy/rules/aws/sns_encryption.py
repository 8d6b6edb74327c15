"""Topics are encrypted."""

from policy import expect, kinds
from policy.controls import AT_REST, fsbp
from policy.facts import Resource
from policy.rule import Results, Rule, Severity


def check(topic: Resource) -> Results:
    """With any KMS key."""
    yield from expect.given(topic["kmsMasterKeyId"], "messages are kept as they are")


RULE = Rule(
    id="sns-encryption",
    title="A topic is encrypted",
    why="Alarms and rotation events quote names, people and errors.",
    remedy="set kmsMasterKeyId to a key of ours",
    severity=Severity.MEDIUM,
    applies_to=(kinds.TOPIC,),
    controls=(fsbp("SNS.1"), AT_REST),
    check=check,
)
