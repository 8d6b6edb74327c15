"""Audit devices hash what they record."""

from policy import expect, kinds
from policy.controls import nist
from policy.facts import Resource
from policy.rule import Results, Rule, Severity


def check(device: Resource) -> Results:
    """log_raw writes values as they are; accessors are hashed too."""
    yield from expect.off(device["options"]["log_raw"], "secrets and tokens are written to the audit log as they are")
    yield from expect.not_off(
        device["options"]["hmac_accessor"], "accessors are written as they are: they revoke tokens"
    )


RULE = Rule(
    id="vault-audit-raw",
    title="An audit device hashes secrets",
    why="The audit log is read by more people than any secret in Vault.",
    remedy="remove log_raw from the options",
    severity=Severity.CRITICAL,
    applies_to=(kinds.VAULT_AUDIT,),
    controls=(nist("AU-9(a)"),),
    check=check,
)
