"""Audit devices hash what they record."""

import re

from policy import expect, kinds
from policy.controls import nist
from policy.facts import Resource
from policy.rule import Finding, Results, Rule, Severity
from policy.user_data import texts

_RAW = re.compile(r'audit\s+"\w+"\s+"[^"]+"\s*\{[^}]*(?:\{[^}]*)?log_raw\s*=\s*"?true', re.IGNORECASE)
_MACHINES = (kinds.LAUNCH_TEMPLATE, kinds.INSTANCE, kinds.LAUNCH_CONFIGURATION)


def check(resource: Resource) -> Results:
    """As a resource, or in the server's file that user data carry; accessors are hashed too."""
    if resource.type in _MACHINES:
        for prop in ("userData", "userDataBase64"):
            if any(_RAW.search(text) for text in texts(resource[prop])):
                yield Finding(resource[prop], "an audit device in the server's file has log_raw")
        return
    yield from expect.off(resource["options"]["log_raw"], "secrets and tokens are written to the audit log as they are")
    yield from expect.not_off(
        resource["options"]["hmac_accessor"], "accessors are written as they are: they revoke tokens"
    )


RULE = Rule(
    id="vault-audit-raw",
    title="An audit device hashes secrets",
    why="The audit log is read by more people than any secret in Vault.",
    remedy="remove log_raw from the options",
    severity=Severity.CRITICAL,
    applies_to=(kinds.VAULT_AUDIT, *_MACHINES),
    controls=(nist("AU-9(a)"),),
    check=check,
)
