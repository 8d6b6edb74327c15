"""Break-glass: the way in that is left when all others are shut, looked at without going it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.catalogue.vault_policies import BREAK_GLASS
from strongroom.stores.errors import DeniedError, NotFoundError, RefusedError, StoreError
from strongroom.vault.names import RECOVERY_SHARES
from strongroom.vault.validation.access import examined
from strongroom.vault.validation.finding import Finding, fails, holds, unseen
from strongroom.vault.validation.roles import break_glass_roles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from strongroom.vault.validation.scene import Scene

_SEE = "docs/runbooks/vault-break-glass.md"
_FEWEST = 2


def break_glass(scene: Scene) -> Iterator[Finding]:
    """The policy reads and changes nothing; its login is bounded; the shares are there; nobody is at it right now."""
    client = scene.demand_client()
    yield examined(client, scene, BREAK_GLASS, scene.policies[BREAK_GLASS])
    yield break_glass_roles(client, scene)
    yield _shares(scene)
    yield _custody(scene)
    yield _underway(scene)


def _shares(scene: Scene) -> Finding:
    """Of a cluster that unseals itself, the seal's numbers are those of the recovery shares."""
    name, told = "recovery shares", scene.door.read("sys/seal-status")
    needed, count = int(told.get("t") or 0), int(told.get("n") or 0)
    if needed < _FEWEST or count < needed:
        return fails(name, f"{needed} of {count} are enough", f"make new ones (rekey-recovery-key); {_SEE}")
    return holds(name, f"{needed} of {count} make a root token", needed=needed, shares=count)


def _custody(scene: Scene) -> Finding:
    name = "shares in custody"
    try:
        held = scene.cloud.shares()
    except NotFoundError as missing:
        return fails(name, f"{missing.place}: {missing.problem}", "docs/runbooks/vault-initialisation.md")
    except StoreError as problem:
        return unseen(
            name, f"{problem.place}: {problem.problem}", "secretsmanager:DescribeSecret on the custody entries"
        )
    if not all(held):
        empty = ", ".join(scene.cloud.names.share(number) for number, full in enumerate(held, 1) if not full)
        return fails(name, f"no value: {empty}", "docs/runbooks/vault-initialisation.md")
    return holds(name, f"{len(held)} of {RECOVERY_SHARES} entries have a value; none was read")


def _underway(scene: Scene) -> Finding:
    """Making a root token begins on a node's own listener; where it begins anywhere, somebody may be at it."""
    name = "no root token is being made"
    try:
        told = scene.door.read("sys/generate-root/attempt")
    except (DeniedError, NotFoundError, RefusedError):
        return holds(name, "it can't be begun here: on a node's own listener only")
    except StoreError as problem:
        return unseen(name, f"{problem.place}: {problem.problem}", problem.way_out)
    if told.get("started"):
        found = f"{told.get('progress')} of {told.get('required')} shares were given"
        return fails(name, found, f"who is it? sys/generate-root/attempt ends it; {_SEE}")
    return holds(name, f"anybody may begin, {told.get('required')} shares are needed; nobody has")
