"""Instances have no public address."""

from policy import expect, kinds
from policy.controls import fsbp
from policy.facts import Resource
from policy.rule import Results, Rule, Severity, each


def check(machine: Resource) -> Results:
    """On the machine itself and on each of its network interfaces."""
    problem = "the instance gets an address that the internet reaches"
    yield from expect.off(machine["associatePublicIpAddress"], problem)
    interfaces = machine["networkInterfaces"].items()
    yield from each(interfaces, lambda interface: expect.off(interface["associatePublicIpAddress"], problem))


RULE = Rule(
    id="ec2-public-address",
    title="An instance has no public address",
    why="What keeps secrets is reached through a balancer or a session, never from the internet.",
    remedy="place it in a private subnet and leave associatePublicIpAddress off",
    severity=Severity.HIGH,
    applies_to=(kinds.INSTANCE, kinds.LAUNCH_TEMPLATE, kinds.LAUNCH_CONFIGURATION),
    controls=(fsbp("EC2.9"), fsbp("EC2.25"), fsbp("AutoScaling.5")),
    check=check,
)
