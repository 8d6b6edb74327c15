"""Instances hand out their role only against a token."""

from policy import kinds
from policy.controls import cis, fsbp
from policy.facts import Resource
from policy.rule import Finding, Results, Rule, Severity


def check(machine: Resource) -> Results:
    """Version 2 of the metadata service is required; a service that is off is all right."""
    options = machine["metadataOptions"]
    if options["httpEndpoint"].text() != "disabled" and options["httpTokens"].text() != "required":
        yield Finding(options["httpTokens"], "version 1 of the metadata service answers, without a token")


RULE = Rule(
    id="ec2-metadata",
    title="An instance requires version 2 of the metadata service",
    why=("Version 1 hands the role's credentials to any request that a web application can be tricked into making."),
    remedy="set metadataOptions.httpTokens to required",
    severity=Severity.HIGH,
    applies_to=(kinds.INSTANCE, kinds.LAUNCH_TEMPLATE, kinds.LAUNCH_CONFIGURATION),
    controls=(fsbp("EC2.8"), fsbp("AutoScaling.3"), cis("5.6")),
    check=check,
)
