"""Keys can be found."""

from policy import kinds
from policy.facts import Stack
from policy.relations import belonging
from policy.rule import Finding, Results, Severity, StackRule


def check(stack: Stack) -> Results:
    """Each key has an alias."""
    for key in stack.of(*kinds.KEYS):
        if not any(belonging(stack, key, (kinds.KEY_ALIAS,), "targetKeyId")):
            yield Finding("", "no alias says what it is for", urn=key.urn)


RULE = StackRule(
    id="key-alias",
    title="Every KMS key has an alias",
    why="A key is a number: without an alias nobody finds it, and somebody deletes it.",
    remedy="add aws.kms.Alias, named by strongroom.naming.kms_alias",
    severity=Severity.LOW,
    check=check,
)
