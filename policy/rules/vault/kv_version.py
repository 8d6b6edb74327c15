"""KV engines keep versions."""

from policy import kinds
from policy.controls import nist
from policy.facts import Resource
from policy.rule import Finding, Results, Rule, Severity


def check(resource: Resource) -> Results:
    """Version 2 for the mount; no secrets of version 1."""
    if resource.type == "vault:kv/secret:Secret":
        yield Finding("", "the entry is of a KV engine of version 1, which keeps no versions")
        return
    kind, version = resource["type"].text(), resource["options"]["version"]
    if kind in ("kv", "generic") and version.text() != "2":
        yield Finding(version, "the engine keeps no versions: what is overwritten is gone")


RULE = Rule(
    id="vault-kv-version",
    title="A KV engine is of version 2",
    why="Rotation needs the version before: to go back, and for readers that are a minute late.",
    remedy='set options.version to "2", and use vault.kv.SecretV2',
    severity=Severity.MEDIUM,
    applies_to=(kinds.VAULT_MOUNT, "vault:kv/secret:Secret"),
    controls=(nist("CP-9(a)"),),
    check=check,
)
