"""Vault has two audit devices."""

import re
from collections.abc import Iterator

from policy import kinds
from policy.controls import nist
from policy.facts import Resource, Stack
from policy.rule import Finding, Results, Severity, StackRule
from policy.user_data import texts

_CONFIGURES = (kinds.VAULT_MOUNT, kinds.VAULT_POLICY, kinds.VAULT_AUDIT, "vault:index/authBackend:AuthBackend")
_MACHINES = (kinds.LAUNCH_TEMPLATE, kinds.INSTANCE, kinds.LAUNCH_CONFIGURATION)
_DECLARED = re.compile(r'^\s*audit\s+"\w+"\s+"(?P<path>[^"]+)"\s*\{', re.MULTILINE)
_ENOUGH = 2


def check(stack: Stack) -> Results:
    """Where the stack configures Vault at all: as resources, or in the server's file that user data carry."""
    if not any(True for _ in stack.of(*_CONFIGURES)):
        return
    devices = {device.urn for device in stack.of(kinds.VAULT_AUDIT)}
    if len(devices) < _ENOUGH:
        devices |= _declared(stack)
    if len(devices) < _ENOUGH:
        yield Finding("", f"Vault is configured with {len(devices)} audit devices")


def _declared(stack: Stack) -> set[str]:
    """The devices of the machine that declares the fewest: a standby with fewer would not be covered."""
    machines = [
        {match["path"] for text in _texts(machine) for match in _DECLARED.finditer(text)}
        for machine in stack.of(*_MACHINES)
    ]
    return min((paths for paths in machines if paths), key=len, default=set())


def _texts(machine: Resource) -> Iterator[str]:
    for prop in ("userData", "userDataBase64"):
        yield from texts(machine[prop])


RULE = StackRule(
    id="vault-audit-devices",
    title="Vault has two audit devices or more",
    why=(
        "Vault refuses every request that no device can record. With one device, a full disk stops all of Vault; "
        "with none, nobody knows who read what."
    ),
    remedy="add a second device of another kind, as vault.Audit or in the server's file",
    severity=Severity.HIGH,
    controls=(nist("AU-12(a)"), nist("AU-9(2)")),
    check=check,
)
