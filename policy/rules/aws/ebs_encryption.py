"""Volumes are encrypted."""

from policy import expect, kinds
from policy.controls import AT_REST, cis, fsbp
from policy.facts import Resource
from policy.rule import Results, Rule, Severity, each
from policy.values import Value


def check(resource: Resource) -> Results:
    """A volume of its own, an instance's volumes, a template's block devices."""
    if resource.type == kinds.VOLUME:
        yield from expect.on(resource["encrypted"], _PROBLEM)
        return
    for prop in ("rootBlockDevice", "ebsBlockDevices"):
        yield from each(resource[prop].items(), lambda device: expect.on(device["encrypted"], _PROBLEM))
    yield from each(resource["blockDeviceMappings"].items(), _mapping)


def _mapping(mapping: Value) -> Results:
    if mapping["ebs"]:
        yield from expect.on(mapping["ebs"]["encrypted"], _PROBLEM)


_PROBLEM = "the volume and its snapshots are not encrypted"


RULE = Rule(
    id="ebs-encryption",
    title="A volume is encrypted",
    why="Snapshots are copied and shared; what is on an unencrypted one is read by whoever gets it.",
    remedy="set encrypted, with the key for data",
    severity=Severity.HIGH,
    applies_to=(kinds.VOLUME, kinds.INSTANCE, kinds.LAUNCH_TEMPLATE, kinds.LAUNCH_CONFIGURATION),
    controls=(fsbp("EC2.3"), cis("2.2.1"), AT_REST),
    check=check,
)
