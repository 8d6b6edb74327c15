"""Vault servers listen with TLS."""

import re

from policy import kinds
from policy.controls import IN_TRANSIT
from policy.facts import Resource
from policy.rule import Finding, Results, Rule, Severity
from policy.user_data import texts
from policy.values import Value

_LISTENER = re.compile(r'listener\s+"tcp"\s*\{(?P<body>[^}]*)\}', re.IGNORECASE)
_DISABLED = re.compile(r'tls_disable\s*=\s*"?(?:1|true)"?', re.IGNORECASE)
_OLD = re.compile(r'tls_min_version\s*=\s*"tls1[01]"', re.IGNORECASE)
_LOOPBACK = re.compile(r'address\s*=\s*"(?:127\.\d+\.\d+\.\d+|\[::1\]|localhost):\d+"')


def check(machine: Resource) -> Results:
    """In the configuration that user data carry, however wrapped; a listener on loopback may be plain."""
    for prop in ("userData", "userDataBase64"):
        for text in texts(machine[prop]):
            for listener in _LISTENER.finditer(text):
                yield from _listener(machine[prop], listener["body"])


def _listener(where: Value, body: str) -> Results:
    if _DISABLED.search(body) and not _LOOPBACK.search(body):
        yield Finding(where, "a Vault listener has tls_disable")
    if _OLD.search(body):
        yield Finding(where, "a Vault listener speaks versions before TLS 1.2")


RULE = Rule(
    id="vault-listener-tls",
    title="A Vault listener serves TLS 1.2 or newer",
    why="A token sent in the clear is everyone's token.",
    remedy="remove tls_disable; give the listener a certificate and tls_min_version tls12",
    severity=Severity.CRITICAL,
    applies_to=(kinds.INSTANCE, kinds.LAUNCH_TEMPLATE, kinds.LAUNCH_CONFIGURATION),
    controls=(IN_TRANSIT,),
    check=check,
)
