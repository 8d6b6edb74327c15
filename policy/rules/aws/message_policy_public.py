"""Topics and queues are not for everyone."""

from policy import kinds
from policy.controls import LEAST_PRIVILEGE, fsbp
from policy.documents import statements
from policy.facts import Resource
from policy.rule import Finding, Results, Rule, Severity

_TYPES = {
    kinds.TOPIC: "policy",
    "aws:sns/topicPolicy:TopicPolicy": "policy",
    kinds.QUEUE: "policy",
    "aws:sqs/queuePolicy:QueuePolicy": "policy",
}


def check(resource: Resource) -> Results:
    """No statement allows everyone without a condition."""
    for statement in statements(resource[_TYPES[resource.type]]):
        if statement.allows and statement.for_everyone and not statement.conditions:
            yield Finding(statement.where, f"{statement.name} allows every principal")


RULE = Rule(
    id="message-policy-public",
    title="A topic or a queue does not allow everyone",
    why="Who may send to the queue that starts a rotation starts rotations.",
    remedy="name the principals, or ask for aws:SourceArn",
    severity=Severity.HIGH,
    applies_to=tuple(_TYPES),
    controls=(fsbp("SNS.4"), LEAST_PRIVILEGE),
    check=check,
)
