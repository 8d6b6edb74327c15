"""Vault policies don't open everything."""

import re

from policy import kinds
from policy.controls import LEAST_PRIVILEGE
from policy.facts import Resource
from policy.rule import Finding, Results, Rule, Severity

_PATH = re.compile(r'path\s+"(?P<path>[^"]*)"\s*\{(?P<body>[^}]*)\}')
_CAPABILITY = re.compile(r'"(\w+)"')
_EVERYTHING = frozenset({"*", "+/*", "+/+", "/*", "sys/*", "auth/*", "secret/*", "secret/data/*", "identity/*"})
_WRITES = frozenset({"create", "update", "patch", "delete", "root"})


def check(policy: Resource) -> Results:
    """No wildcard over a whole Vault or engine with more than list, and sudo only on a path written out."""
    document = policy["policy"]
    for block in _PATH.finditer(document.text() or ""):
        path, granted = block["path"], set(_CAPABILITY.findall(block["body"].lower()))
        if path in _EVERYTHING and granted - {"list", "deny"}:
            yield Finding(document, f'path "{path}" is opened for {", ".join(sorted(granted))}')
        elif "sudo" in granted and path.endswith("*"):
            yield Finding(document, f'path "{path}" is opened with sudo, and a wildcard')


RULE = Rule(
    id="vault-policy-broad",
    title="A Vault policy opens no whole engine",
    why='A token with path "*" is a root token that nobody calls so.',
    remedy="list the paths that are needed, such as secret/data/candlefish/*",
    severity=Severity.CRITICAL,
    applies_to=(kinds.VAULT_POLICY,),
    controls=(LEAST_PRIVILEGE,),
    check=check,
)
