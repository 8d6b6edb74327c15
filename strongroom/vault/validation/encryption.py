"""Encryption: under which key the cluster is sealed, how it is spoken to, and what its storage has in the clear."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from strongroom.operations.problem import InputError
from strongroom.stores.errors import DeniedError, StoreError
from strongroom.vault.status import LAST_DAYS
from strongroom.vault.taking import taken
from strongroom.vault.validation import clear_text
from strongroom.vault.validation.finding import Finding, fails, holds, unseen
from strongroom.vault.validation.health import INSIDE
from strongroom.vault.validation.transport import shaken

if TYPE_CHECKING:
    from collections.abc import Iterator

    from strongroom.vault.validation.scene import Scene
    from strongroom.vault.validation.transport import Transport

_SEAL = "awskms"
_SEE_SEAL, _SEE_CERTIFICATES = "docs/runbooks/vault-seal-key.md", "docs/runbooks/vault-certificates.md"


def encryption(scene: Scene) -> Iterator[Finding]:
    """Seal, seal key, TLS of the door and of each node, storage."""
    yield _seal(scene)
    yield _seal_key(scene)
    yield _tls("TLS of the door", shaken(scene.door.address, scene.door.authorities))
    for node in scene.cluster.nodes:
        if node.address != scene.door.address and node.healthy:
            yield _tls(f"TLS of {node.name}", shaken(node.address, scene.authorities))
    yield _storage(scene)


def _seal(scene: Scene) -> Finding:
    told, name = scene.door.read("sys/seal-status"), "sealed by KMS"
    if told.get("type") != _SEAL or not told.get("recovery_seal"):
        return fails(name, f"its seal is {told.get('type')}", f"a node unseals by hand after a restart; {_SEE_SEAL}")
    return holds(name, f"seal {_SEAL}; a restarted node unseals itself", storage=told.get("storage_type"))


def _seal_key(scene: Scene) -> Finding:
    name, alias = "seal key", scene.cloud.names.key("seal")
    try:
        told = scene.cloud.key("seal")
    except DeniedError as refusal:
        way_out = "kms:DescribeKey with the seal key; the drill role has it (docs/vault.md, Signing in)"
        return unseen(name, f"{alias}: {refusal.problem}", way_out)
    except StoreError as problem:
        return fails(name, f"{alias}: {problem.problem}", _SEE_SEAL)
    state, manager = str(told.get("KeyState")), str(told.get("KeyManager"))
    if state != "Enabled" or manager != "CUSTOMER":
        return fails(name, f"{alias} is {state}, managed by {manager}", f"{_SEE_SEAL}: at once, before a node restarts")
    return holds(name, f"{alias}, {told.get('KeySpec')}, {state}, origin {told.get('Origin')}", key=told.get("KeyId"))


def _tls(name: str, found: Transport) -> Finding:
    if found.untrusted:
        return fails(name, f"{found.address}: its certificate is not vouched for: {found.problem}", _SEE_CERTIFICATES)
    if found.problem:
        return unseen(name, f"{found.address}: {found.problem}", INSIDE)
    left = (found.ends - datetime.now(UTC)) if found.ends else LAST_DAYS
    problems = []
    if not found.sound:
        spoken = [found.version, *(["TLS 1.1"] if found.older else []), *(["no TLS at all"] if found.plain else [])]
        problems.append(f"speaks {', '.join(spoken)}")
    if left < LAST_DAYS:
        problems.append(f"its certificate ends {found.ends:%Y-%m-%d}")
    if problems:
        return fails(name, f"{found.address} {' and '.join(problems)}", f"docs/vault.md; {_SEE_CERTIFICATES}")
    older = "this machine can't try TLS 1.1" if found.older is None else "TLS 1.1 refused"
    text = f"{found.version}, {found.cipher}, by {found.issuer}, {left.days} days left; {older}, plain HTTP refused"
    return holds(name, text, version=found.version, days=left.days)


def _storage(scene: Scene) -> Finding:
    """A snapshot is what the nodes have on their disks, byte by byte: the canary is looked for in it."""
    name, client = "storage", scene.demand_client()
    canary = scene.demand_canary()
    words = clear_text.forms(canary.value)
    try:
        before = int(client.read("sys/leader").get("raft_committed_index") or 0)
        with taken(client, scene.cloud.authority()) as (file, snapshot):
            seen = clear_text.found(file, {*words, clear_text.CONTROL})
    except DeniedError as refusal:
        return unseen(name, f"no snapshot is given: {refusal.problem}", "docs/vault.md, Who may do what: the operator")
    except InputError as problem:
        return unseen(name, str(problem).partition("; ")[0], "repeat it; strongroom vault snapshot")
    if clear_text.CONTROL not in seen or snapshot.index < before:
        return unseen(
            name, "the snapshot can't be read as one, or is older than the canary", "strongroom vault snapshot"
        )
    if seen & words:
        return fails(name, "the canary's value stands in a snapshot as it is", f"seal the cluster; {_SEE_SEAL}")
    what = f"{snapshot.size} bytes of a snapshot up to entry {snapshot.index}"
    return holds(name, f"the canary is in none of {what}: not in the clear, in base64 or in hexadecimal")
