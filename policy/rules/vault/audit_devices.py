"""Vault has two audit devices."""

from policy import kinds
from policy.controls import nist
from policy.facts import Stack
from policy.rule import Finding, Results, Severity, StackRule

_CONFIGURES = (kinds.VAULT_MOUNT, kinds.VAULT_POLICY, kinds.VAULT_AUDIT, "vault:index/authBackend:AuthBackend")
_ENOUGH = 2


def check(stack: Stack) -> Results:
    """Where the stack configures Vault at all."""
    if not any(True for _ in stack.of(*_CONFIGURES)):
        return
    devices = sum(1 for _ in stack.of(kinds.VAULT_AUDIT))
    if devices < _ENOUGH:
        yield Finding("", f"Vault is configured with {devices} audit devices")


RULE = StackRule(
    id="vault-audit-devices",
    title="Vault has two audit devices or more",
    why=(
        "Vault refuses every request that no device can record. With one device, a full disk stops all of Vault; "
        "with none, nobody knows who read what."
    ),
    remedy="add a second vault.Audit of another kind: a file and a socket, or two files on two volumes",
    severity=Severity.HIGH,
    controls=(nist("AU-12(a)"), nist("AU-9(2)")),
    check=check,
)
