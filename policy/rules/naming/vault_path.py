"""Paths of Vault secrets."""

from policy import kinds
from policy.facts import Resource
from policy.names import misnomer
from policy.rule import Finding, Results, Rule, Severity


def check(secret: Resource) -> Results:
    """Lower-case segments; for a generic secret after its mount."""
    path = secret[kinds.VAULT_SECRETS[secret.type]]
    text = path.text()
    if text is None:
        return
    whole = text if secret.type == "vault:kv/secretV2:SecretV2" else text.partition("/")[2]
    if wrong := misnomer(path, "path", whole):
        yield Finding(path, f"the path {wrong}")


RULE = Rule(
    id="naming-vault-path",
    title="A Vault secret has a lower-case path of two to six segments",
    why=(
        "Policies grant by path, and paths are case-sensitive: a secret beside its place is covered by no policy, "
        "or by the wrong one."
    ),
    remedy="write the path as the catalogue does, such as candlefish/mongodb/connection",
    severity=Severity.MEDIUM,
    applies_to=tuple(kinds.VAULT_SECRETS),
    check=check,
)
