"""Trails cover every region and prove that they are whole."""

from policy import expect, kinds
from policy.controls import cis, fsbp, nist
from policy.facts import Resource
from policy.rule import Results, Rule, Severity


def check(trail: Resource) -> Results:
    """All regions, with log file validation, and running."""
    yield from expect.on(trail["isMultiRegionTrail"], "what happens in other regions is not recorded")
    yield from expect.on(trail["enableLogFileValidation"], "a changed or deleted log file is not noticed")
    yield from expect.not_off(trail["enableLogging"], "the trail records nothing")


RULE = Rule(
    id="trail-coverage",
    title="A trail covers every region and is validated",
    why=(
        "The first thing an intruder does is to work where nobody looks, and then to delete what somebody could read."
    ),
    remedy="set isMultiRegionTrail and enableLogFileValidation",
    severity=Severity.HIGH,
    applies_to=(kinds.TRAIL,),
    controls=(fsbp("CloudTrail.1"), fsbp("CloudTrail.4"), cis("3.1"), cis("3.2"), nist("AU-9(3)")),
    check=check,
)
