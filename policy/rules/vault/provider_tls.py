"""Vault is spoken to over TLS, with its certificate checked."""

import re

from policy import expect
from policy.controls import IN_TRANSIT, nist
from policy.facts import Resource
from policy.rule import Finding, Results, Rule, Severity

_LOOPBACK = re.compile(r"http://(?:127\.\d+\.\d+\.\d+|\[::1\]|localhost)(?::\d+)?(?:/.*)?")


def check(provider: Resource) -> Results:
    """The provider's own address; loopback may be plain."""
    yield from expect.off(provider["skipTlsVerify"], "any certificate is taken, so anyone can be Vault")
    address = provider["address"]
    text = address.text() or ""
    if text.startswith("http://") and not _LOOPBACK.fullmatch(text):
        yield Finding(address, "the token and every value travel in the clear")


RULE = Rule(
    id="vault-provider-tls",
    title="Vault is reached over TLS, with its certificate checked",
    why="The first request carries the token.",
    remedy="use https, and set caCertFile in place of skipTlsVerify",
    severity=Severity.CRITICAL,
    applies_to=("pulumi:providers:vault",),
    controls=(IN_TRANSIT, nist("SC-23")),
    check=check,
)
