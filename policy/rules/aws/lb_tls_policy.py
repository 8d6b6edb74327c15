"""Balancers speak TLS 1.2 or newer."""

import re

from policy import kinds
from policy.controls import IN_TRANSIT
from policy.facts import Resource
from policy.masking import quoted
from policy.rule import Finding, Results, Rule, Severity

_GOOD = re.compile(r"ELBSecurityPolicy-(?:TLS13-1-[23]-|FS-1-2-|TLS-1-2-)")


def check(listener: Resource) -> Results:
    """The policy names the oldest version that it speaks."""
    policy = listener["sslPolicy"]
    if listener["protocol"].text() in ("HTTPS", "TLS") and not _GOOD.match(policy.text() or ""):
        yield Finding(
            policy, f"{quoted(policy) if policy.present else 'the default policy'} speaks versions before TLS 1.2"
        )


RULE = Rule(
    id="lb-tls-policy",
    title="A listener speaks TLS 1.2 or newer only",
    why="TLS 1.0 and 1.1 are withdrawn (RFC 8996); what is listed nowhere is spoken by default.",
    remedy="set sslPolicy to ELBSecurityPolicy-TLS13-1-2-2021-06",
    severity=Severity.HIGH,
    applies_to=kinds.LISTENERS,
    controls=(IN_TRANSIT,),
    check=check,
)
