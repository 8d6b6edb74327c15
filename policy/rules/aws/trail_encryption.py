"""Trails are encrypted with a key of ours."""

from policy import expect, kinds
from policy.controls import AT_REST, cis, fsbp
from policy.facts import Resource
from policy.rule import Results, Rule, Severity


def check(trail: Resource) -> Results:
    """A customer-managed key."""
    yield from expect.given(trail["kmsKeyId"], "S3's own key encrypts the log files")


RULE = Rule(
    id="trail-encryption",
    title="A trail is encrypted with a key of its own",
    why="The trail says which secret was read when and by whom: a map for an intruder.",
    remedy="set kmsKeyId to a key of ours",
    severity=Severity.MEDIUM,
    applies_to=(kinds.TRAIL,),
    controls=(fsbp("CloudTrail.2"), cis("3.5"), AT_REST),
    check=check,
)
