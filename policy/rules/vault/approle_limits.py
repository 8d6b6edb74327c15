"""AppRole secret IDs end."""

from policy import kinds
from policy.controls import nist
from policy.facts import Resource
from policy.rule import Finding, Results, Rule, Severity


def check(role: Resource) -> Results:
    """A lifetime or a number of uses for the secret ID; without one, networks that may use the role."""
    if (
        role["bindSecretId"].flag() is not False
        and not role["secretIdTtl"].number()
        and not role["secretIdNumUses"].number()
    ):
        yield Finding(role["secretIdTtl"], "a secret ID is good for ever, any number of times")
    if role["bindSecretId"].flag() is False and not role["secretIdBoundCidrs"] and not role["tokenBoundCidrs"]:
        yield Finding(role["bindSecretId"], "the role id alone is enough, from anywhere")


RULE = Rule(
    id="vault-approle-limits",
    title="An AppRole's secret ID has an end",
    why="A secret ID without a limit is a password that nobody rotates.",
    remedy="set secretIdTtl or secretIdNumUses; bind to networks where the callers have fixed ones",
    severity=Severity.HIGH,
    applies_to=(kinds.VAULT_APPROLE,),
    controls=(nist("IA-5(f)"),),
    check=check,
)
