"""Retrieval: what was written comes back, through the door and from each node, and is gone once it is deleted."""

from __future__ import annotations

import hmac
import time
from typing import TYPE_CHECKING, Any

from strongroom import naming
from strongroom.stores.errors import DeniedError, NotFoundError, StoreError, UnreachableError
from strongroom.vault.validation.canary import Canary
from strongroom.vault.validation.finding import Finding, fails, holds, unseen
from strongroom.vault.validation.health import INSIDE
from strongroom.vault.validation.lag import LAG, PAUSE, once_learned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from strongroom.vault.client import Client
    from strongroom.vault.validation.scene import Scene

_BRIEFLY = 60.0  # seconds
_LOOK = "strongroom vault status; docs/runbooks/vault-quorum-loss.md"


def retrieval(scene: Scene) -> Iterator[Finding]:
    """Swept, versioned, written, read from everywhere, deleted."""
    client = scene.demand_client()
    yield engine(client)
    if scene.swept or scene.others:
        still = f"; {len(scene.others)} of runs that may still go on" if scene.others else ""
        yield holds("left by other runs", f"{len(scene.swept)} removed{still}", removed=list(scene.swept))
    if scene.canary is None:
        yield _not_written(scene)
        return
    yield holds("written", scene.canary.place, request=scene.requests["write"])
    yield _read("read through the door", scene, client)
    for node in scene.cluster.nodes:
        name = f"read from {node.name}"
        if node.reached:
            yield _read(name, scene, scene.at(node))
        elif node.healthy:
            yield unseen(name, f"{node.address} is not reached from here", INSIDE)
        else:
            yield fails(name, f"{node.address} does not answer", "docs/runbooks/vault-node-replacement.md")
    yield _deleted(client)


def _not_written(scene: Scene) -> Finding:
    refusal = scene.refusal
    if isinstance(refusal, DeniedError):
        return unseen("written", f"{refusal.place}: {refusal.problem}", "docs/vault.md, Validation: who may")
    place = naming.vault(naming.VAULT_VALIDATION)
    return fails("written", f"{place}: {refusal.problem if refusal else 'no answer'}", _LOOK)


def engine(client: Client) -> Finding:
    """Any token that may do something below a mount is told what the mount is."""
    name = "values have versions"
    facts: dict[str, Any] = client.read(f"sys/internal/ui/mounts/{naming.KV_MOUNT}")["data"]
    version = str((facts.get("options") or {}).get("version", "1"))
    if facts.get("type") != "kv" or version != "2":
        way_out = (
            "pulumi up makes the engine as version 2; a mount of version 1 keeps one value and has no check-and-set"
        )
        return fails(name, f"{naming.KV_MOUNT}/ is {facts.get('type')} version {version}", way_out)
    return holds(name, f"{naming.KV_MOUNT}/ is KV version 2")


def _read(name: str, scene: Scene, client: Client) -> Finding:
    canary = scene.demand_canary()
    try:
        answer = once_learned(lambda: client.read(canary.data))
    except UnreachableError as problem:
        return fails(name, f"{problem.place}: {problem.problem}", problem.way_out)
    except StoreError as problem:
        return fails(name, f"{problem.place}: {problem.problem}, {LAG:.0f} s after it was written", _LOOK)
    scene.requests[name] = str(answer["request_id"])
    found = str(((answer.get("data") or {}).get("data") or {}).get("value", ""))
    if not hmac.compare_digest(found.encode(), canary.value.encode()):
        return fails(name, f"{client.place} gives another value than was written", _LOOK)
    return holds(name, f"{client.address} gives what was written", request=scene.requests[name])


def _deleted(client: Client) -> Finding:
    """One more that lives for this look only; the first one is still needed."""
    name, other = "deleted", Canary.hatched(_BRIEFLY)
    other.write(client)
    other.remove(client)
    deadline = time.monotonic() + LAG
    while time.monotonic() < deadline:
        try:
            client.read(other.data)
        except NotFoundError:
            return holds(name, f"{other.place} was written, deleted, and is not found")
        time.sleep(PAUSE)
    return fails(name, f"{other.place} is still read {LAG:.0f} s after it was deleted", _LOOK)
