"""Encrypted parameters use a key of ours."""

from policy import expect, kinds
from policy.controls import AT_REST
from policy.facts import Resource
from policy.rule import Results, Rule, Severity


def check(parameter: Resource) -> Results:
    """SecureString with a customer-managed key."""
    if parameter["type"].text() == "SecureString":
        yield from expect.given(parameter["keyId"], "the account's default key encrypts it")


RULE = Rule(
    id="ssm-parameter-key",
    title="A SecureString is encrypted with a key of its own",
    why="With the default key, ssm:GetParameter alone reads it.",
    remedy="set keyId to the key for secrets",
    severity=Severity.MEDIUM,
    applies_to=(kinds.PARAMETER,),
    controls=(AT_REST,),
    check=check,
)
