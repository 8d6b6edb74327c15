"""Vault servers are real ones."""

import re

from policy import kinds
from policy.facts import Resource
from policy.rule import Finding, Results, Rule, Severity
from policy.user_data import texts

_DEV = re.compile(r"\b(?:vault|bao)\s+server\s+(?:\S+\s+)*-dev\b|VAULT_DEV_ROOT_TOKEN_ID\s*=")


def check(machine: Resource) -> Results:
    """Not started with -dev (requirement 4.5)."""
    for prop in ("userData", "userDataBase64"):
        if any(_DEV.search(text) for text in texts(machine[prop])):
            yield Finding(
                machine[prop], "Vault is started in development mode: in memory, unsealed, with a known root token"
            )


RULE = Rule(
    id="vault-dev-mode",
    title="Vault is not started in development mode",
    why="A development server keeps everything in memory and prints its root token.",
    remedy="start the server with a configuration and a seal",
    severity=Severity.CRITICAL,
    applies_to=(kinds.INSTANCE, kinds.LAUNCH_TEMPLATE, kinds.LAUNCH_CONFIGURATION),
    check=check,
)
