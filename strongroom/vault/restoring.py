"""The way back: what a restore takes away, who may do it, and doing it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from strongroom.operations.problem import InputError
from strongroom.stores.errors import DeniedError, RefusedError, StoreError, UnreachableError
from strongroom.vault.taking import PATH, leaders

if TYPE_CHECKING:
    from collections.abc import Iterator

    from strongroom.vault.archive import Snapshot
    from strongroom.vault.client import Client

PATIENCE = 120.0
_MAY = {"root", "update", "sudo"}
_FORBIDDEN_BY = "docs/runbooks/vault-restore.md: three custodians make a token for it, set it as VAULT_TOKEN"


@dataclass(frozen=True, kw_only=True)
class Loss:
    """What a restore takes away. `entries` are those of the raft log since the snapshot; None for another cluster's."""

    snapshot: Snapshot
    entries: int | None

    def lines(self) -> Iterator[str]:
        """For the person who is about to agree."""
        moment, hours = f"{self.snapshot.taken:%Y-%m-%d %H:%M:%SZ}", self.snapshot.age / 3600
        yield f"{self.snapshot.name}: taken {moment}, {hours:.1f} hours ago, {self.snapshot.size} bytes, whole"
        if self.entries is None:
            yield "it is not of this run of the cluster; everything that is in the cluster now is lost"
        else:
            yield f"every change since then is lost: {self.entries} entries of the log"
        yield "tokens, policies, logins and recovery shares become those of the snapshot, as they were then"
        if not self.snapshot.sealed:
            yield "its checksums are not sealed: that nobody made it up is not proven"


def loss(client: Client, snapshot: Snapshot) -> Loss:
    """What would be lost in the cluster as it is now."""
    leader = client.read("sys/leader")
    present = int(leader.get("raft_applied_index") or 0)
    known = set(snapshot.nodes) & _peers(client)
    return Loss(snapshot=snapshot, entries=present - snapshot.index if known and present >= snapshot.index else None)


def _peers(client: Client) -> set[str]:
    state = client.read("sys/storage/raft/autopilot/state")["data"]
    return set(state["servers"])


def demand_allowed(client: Client) -> None:
    """Raise DeniedError, before anybody is asked anything, where the token may not restore."""
    granted = client.write("sys/capabilities-self", paths=[PATH])
    if not _MAY & set(granted.get(PATH) or granted["data"][PATH]):
        raise DeniedError(place=client.place, problem="this token may not restore", way_out=_FORBIDDEN_BY)


def restore(client: Client, authorities: str, file: IO[bytes]) -> float:
    """Give the leader the snapshot and wait until the cluster serves it; the seconds that it took.

    Raises:
        InputError: the cluster refuses the snapshot; nothing was changed.
        StoreError: it did not come back in time.
    """
    began = time.monotonic()
    source = next(leaders(client, authorities))
    file.seek(0)
    try:
        source.upload(PATH, file)
    except RefusedError as error:
        raise InputError(
            f"{client.place} refuses it ({error.problem}): it is of another seal key, or its sums were forged;"
            " nothing was changed"
        ) from None
    _await(client, began)
    return time.monotonic() - began


def _await(client: Client, began: float) -> None:
    """Until a leader serves, which takes the others a moment longer than the one that was asked."""
    while time.monotonic() - began < PATIENCE:
        try:
            health = client.health()
            if not health["sealed"] and client.read("sys/leader").get("leader_address"):
                return
        except StoreError:
            pass
        time.sleep(0.2)
    raise UnreachableError(
        place=client.place,
        problem=f"no leader {PATIENCE:.0f} s after the restore",
        way_out="docs/runbooks/vault-quorum-loss.md",
    )
