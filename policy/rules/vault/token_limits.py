"""Tokens end."""

from policy import kinds
from policy.controls import nist
from policy.facts import Resource
from policy.rule import Finding, Results, Rule, Setting, Severity


def check(role: Resource, *, hours: float) -> Results:
    """A longest lifetime for the tokens of a role; batch tokens and periodic ones as well."""
    longest = role["tokenMaxTtl"]
    seconds = longest.number()
    if not seconds:
        yield Finding(longest, "tokens live as long as Vault's own limit, 32 days")
    elif seconds > hours * 3600:
        yield Finding(longest, f"tokens live up to {seconds / 3600:g} hours, which is more than {hours:g}")


RULE = Rule(
    id="vault-token-limits",
    title="A role's tokens end within a day",
    why="A token that leaks is good until it ends; nobody revokes what nobody missed.",
    remedy="set tokenMaxTtl to 86400 or less",
    severity=Severity.MEDIUM,
    applies_to=(kinds.VAULT_APPROLE, kinds.VAULT_JWT_ROLE, kinds.VAULT_AWS_ROLE, kinds.VAULT_TOKEN_ROLE),
    controls=(nist("AC-2(3)"),),
    settings={"hours": Setting(default=24, schema={"type": "number", "exclusiveMinimum": 0, "maximum": 768})},
    check=check,
)
