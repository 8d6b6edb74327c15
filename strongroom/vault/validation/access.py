"""Access control: each policy is what the catalogue derives, by its rules and by what the server makes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom import naming
from strongroom.catalogue.vault_policies import BREAK_GLASS, Policy
from strongroom.stores.errors import DeniedError, NotFoundError, StoreError
from strongroom.vault.names import CANARY
from strongroom.vault.validation.finding import Finding, fails, holds, unseen
from strongroom.vault.validation.roles import roles
from strongroom.vault.validation.unusable import NOTHING, WHO_MAY, asked
from strongroom.vault.validation.wording import some

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from strongroom.vault.client import Client
    from strongroom.vault.validation.scene import Scene
    from strongroom.vault.validation.unusable import Capabilities

AREAS = ("data", "metadata", "delete", "undelete", "destroy")
# What no client of a secret has any business with.
SYSTEM = (
    "sys/auth/approle",
    "sys/mounts/secret",
    "sys/policies/acl/root",
    "sys/raw/core/keyring",
    "sys/rotate",
    "sys/seal",
    "sys/storage/raft/snapshot",
    "sys/audit/file",
    "auth/token/create",
    "auth/approle/role/any/secret-id",
    "secret/config",
    "secret/data/not-in-the-catalogue/at-all",
    "secret/metadata/",
)


def access(scene: Scene) -> Iterator[Finding]:
    """Every policy, every role that carries one, and those who carry none."""
    client = scene.demand_client()
    for purpose, policy in scene.policies.items():
        if purpose != BREAK_GLASS:  # it has an area of its own
            yield examined(client, scene, purpose, policy)
    yield roles(client, scene)
    yield _ourselves(client, scene)
    yield _nobody(scene)


def examined(client: Client, scene: Scene, purpose: str, policy: Policy) -> Finding:
    """One policy: its rules, and what the server lets a token do that carries it."""
    environment, label = scene.cloud.environment, f"policy {purpose}"
    name = naming.resource(environment, purpose)
    paths = probes(scene.policies)
    try:
        text = str(client.read(f"sys/policies/acl/{name}")["data"]["policy"])
        granted = asked(client, name, paths)
    except NotFoundError:
        return fails(label, f"the cluster has no policy {name}", "write it: pulumi up")
    except DeniedError as refusal:
        return unseen(label, refusal.problem, WHO_MAY)
    problems = [*_differences(text, policy), *_judgements(policy, granted)]
    if problems:
        return fails(
            label, "; ".join(problems), "pulumi up --refresh writes it anew; the audit log says who changed it"
        )
    values = [path for path in paths if path.startswith(f"{naming.KV_MOUNT}/data/") and path not in SYSTEM]
    reads = sum("read" in granted[path] for path in values)
    writes = sum("update" in granted[path] for path in values)
    rules = f"{len(policy.rules)} rules as the catalogue derives them"
    found = (
        f"of {len(values)} values reads {reads or 'none'}, writes {writes or 'none'}; nothing of the system; {rules}"
    )
    return holds(label, found, asked=len(paths), reads=reads, writes=writes)


def probes(policies: Mapping[str, Policy]) -> list[str]:
    """Every path of every entry that any policy speaks of, and what nobody may reach."""
    start = f"{naming.KV_MOUNT}/data/"
    rules = (rule.path for policy in policies.values() for rule in policy.rules if rule.path.startswith(start))
    entries = sorted({path.removeprefix(start).replace("*", "x") for path in rules})
    return [*(f"{naming.KV_MOUNT}/{area}/{entry}" for entry in entries for area in AREAS), *SYSTEM]


def derived(policy: Policy, path: str) -> Capabilities:
    """What the rules give at a path: the exact one decides, else the longest that fits."""
    fitting = [
        (rule.path == path, len(rule.path), frozenset(rule.capabilities))
        for rule in policy.rules
        if rule.path == path or (rule.path.endswith("*") and path.startswith(rule.path[:-1]))
    ]
    return max(fitting, key=lambda one: one[:2])[2] if fitting else NOTHING


def _differences(text: str, policy: Policy) -> Iterator[str]:
    """Rules that the cluster has and the catalogue does not derive, and the other way round."""
    there, wanted = set(filter(None, text.splitlines())), set(str(policy).splitlines())
    if more := sorted(there - wanted):
        yield f"{len(more)} lines that nobody derives: {some(more)}"
    if less := sorted(wanted - there):
        yield f"{len(less)} rules are missing: {some(less)}"


def _judgements(policy: Policy, granted: Mapping[str, Capabilities]) -> Iterator[str]:
    """Where the server lets more, or less, than the rules of the catalogue."""
    more = {path: found - derived(policy, path) for path, found in granted.items() if found - derived(policy, path)}
    less = {path: derived(policy, path) - found for path, found in granted.items() if derived(policy, path) - found}
    if more:
        yield f"the server lets more at {len(more)} paths: {_spelt(more)}"
    if less:
        yield f"the server lets less at {len(less)} paths: {_spelt(less)}"


def _spelt(found: Mapping[str, Capabilities]) -> str:
    return some([f"{', '.join(sorted(capabilities))} {path}" for path, capabilities in found.items()])


def _ourselves(client: Client, scene: Scene) -> Finding:
    """Who validates reads no secret and restores nothing."""
    label = "who validates"
    facts = client.read("auth/token/lookup-self")["data"]
    held = sorted(facts.get("policies") or ())
    if "root" in held:
        way_out = (
            "unset VAULT_TOKEN: the operator key in KMS signs in, and revoke the token (docs/vault.md, Signing in)"
        )
        return fails(label, "VAULT_TOKEN is a root token: everybody who holds it may do everything", way_out)
    paths = [path for path in probes(scene.policies) if path.startswith(f"{naming.KV_MOUNT}/data/")]
    told = client.write("sys/capabilities-self", paths=paths)["data"]
    if may := [path for path in paths if set(told[path]) - {"deny"}]:
        return fails(label, f"{', '.join(held)} reaches {some(may)}", "validate with the operator key, or take it away")
    return holds(label, f"{facts['display_name']} ({', '.join(held)}) reaches none of {len(paths)} values")


def _nobody(scene: Scene) -> Finding:
    """Without a token nothing is told."""
    label = "without a token"
    try:
        scene.door.read(CANARY)
    except DeniedError:
        return holds(label, f"{scene.door.address} denies it")
    except StoreError as problem:
        return unseen(label, f"{problem.place}: {problem.problem}", problem.way_out)
    return fails(label, f"{scene.door.address} answers", "seal it now (docs/runbooks/vault-break-glass.md)")
