"""No tokens made by the program without an end."""

from policy import kinds
from policy.controls import LEAST_PRIVILEGE
from policy.facts import Resource
from policy.rule import Finding, Results, Rule, Severity


def check(token: Resource) -> Results:
    """No root policy, and a lifetime."""
    policies = [policy.text() for policy in token["policies"].items()]
    if "root" in policies:
        yield Finding(token["policies"], "the token may do everything, and no policy can hold it back")
    if not token["ttl"] and not token["explicitMaxTtl"] and not token["period"]:
        yield Finding(token["ttl"], "the token has no lifetime of its own")


RULE = Rule(
    id="vault-token-root",
    title="A token has no root policy and has an end",
    why="A token that the program makes is in the state; a root token there is the keys to everything.",
    remedy="use an auth method; where it must be a token, give it policies and a ttl",
    severity=Severity.CRITICAL,
    applies_to=(kinds.VAULT_TOKEN,),
    controls=(LEAST_PRIVILEGE,),
    check=check,
)
