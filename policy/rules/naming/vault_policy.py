"""Names of Vault policies."""

from policy import kinds
from policy.facts import Resource
from policy.names import misnomer
from policy.rule import Finding, Results, Rule, Severity


def check(policy: Resource) -> Results:
    """Lower-case words."""
    if wrong := misnomer(policy["name"], "purpose"):
        yield Finding(policy["name"], wrong)


RULE = Rule(
    id="naming-vault-policy",
    title="A Vault policy is named with lower-case words joined by -",
    why=(
        "Vault lowers the case of policy names without saying so: a role that names the policy as it was written "
        "then grants nothing."
    ),
    remedy="write the name in lower case, words joined by -",
    severity=Severity.LOW,
    applies_to=(kinds.VAULT_POLICY,),
    check=check,
)
