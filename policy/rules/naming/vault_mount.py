"""Names of Vault mounts."""

from policy.facts import Resource
from policy.names import misnomer
from policy.rule import Finding, Results, Rule, Severity


def check(mount: Resource) -> Results:
    """Lower-case words; mounts may lie below one another."""
    path = mount["path"]
    for segment in (path.text() or "").strip("/").split("/"):
        if segment and (wrong := misnomer(path, "purpose", segment)):
            yield Finding(path, wrong)


RULE = Rule(
    id="naming-vault-mount",
    title="A Vault mount has a path of lower-case words joined by -",
    why=(
        "The mount is the first part of every path below it: in policies, in the command, in what applications "
        "are configured with."
    ),
    remedy="rename the mount; Vault moves one without losing its content (vault secrets move)",
    severity=Severity.LOW,
    applies_to=(
        "vault:index/mount:Mount",
        "vault:index/authBackend:AuthBackend",
        "vault:kv/secretBackendV2:SecretBackendV2",
    ),
    check=check,
)
