"""Logs are encrypted with a key of ours."""

from policy import expect, kinds
from policy.controls import AT_REST, nist
from policy.facts import Resource
from policy.rule import Results, Rule, Severity


def check(group: Resource) -> Results:
    """A customer-managed key."""
    yield from expect.given(group["kmsKeyId"], "a key of AWS encrypts it, which has no policy of ours")


RULE = Rule(
    id="log-encryption",
    title="A log is encrypted with a key of its own",
    why="Logs hold what programs should not have written; a key of ours decides who reads it.",
    remedy="set kmsKeyId to a key of ours",
    severity=Severity.LOW,
    applies_to=(kinds.LOG_GROUP,),
    controls=(AT_REST, nist("AU-9(a)")),
    check=check,
)
