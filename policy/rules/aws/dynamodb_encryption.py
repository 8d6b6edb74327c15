"""Tables are encrypted with a key of ours."""

from policy import kinds
from policy.controls import AT_REST
from policy.facts import Resource
from policy.rule import Finding, Results, Rule, Severity


def check(table: Resource) -> Results:
    """A customer-managed key."""
    encryption = table["serverSideEncryption"]
    if not encryption.unknown and (encryption["enabled"].flag() is not True or not encryption["kmsKeyArn"]):
        yield Finding(encryption, "a key of AWS encrypts it, which has no policy of ours")


RULE = Rule(
    id="dynamodb-encryption",
    title="A table is encrypted with a key of its own",
    why="A key of ours is a second lock, with a policy and a log of its own.",
    remedy="set serverSideEncryption with a kmsKeyArn",
    severity=Severity.LOW,
    applies_to=(kinds.TABLE,),
    controls=(AT_REST,),
    check=check,
)
