"""Scaling groups name the version they run."""

from policy import kinds
from policy.controls import nist
from policy.facts import Resource
from policy.rule import Finding, Results, Rule, Severity

_MOVING = ("$Latest", "$Default")


def check(group: Resource) -> Results:
    """A number, in the group's own template or in its mixed instances policy."""
    specification = group["mixedInstancesPolicy"]["launchTemplate"]["launchTemplateSpecification"]
    for template in (group["launchTemplate"], specification):
        version = template["version"]
        if template.present and (not version or version.text() in _MOVING):
            yield Finding(version, "the group starts whatever version is newest, and a preview shows no change")


RULE = Rule(
    id="launch-template-version",
    title="A scaling group names the version of its launch template",
    why=(
        "With $Latest, a new version changes the machines without an instance refresh, one failure at a time, at "
        "any hour."
    ),
    remedy="set version to the template's latestVersion",
    severity=Severity.MEDIUM,
    applies_to=(kinds.SCALING_GROUP,),
    controls=(nist("CM-2(a)"),),
    check=check,
)
