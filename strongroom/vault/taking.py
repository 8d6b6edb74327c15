"""Taking a snapshot: a canary, then a stream from the leader itself, checked before it counts."""

from __future__ import annotations

import os
import tempfile
import time
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING

from strongroom.operations.problem import UseError
from strongroom.stores.errors import RefusedError, StoreError, UnreachableError
from strongroom.vault import archive
from strongroom.vault.names import CANARY, SNAPSHOTS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from strongroom.vault.archive import Snapshot
    from strongroom.vault.client import Client
    from strongroom.vault.cloud import Cloud

PATH = "sys/storage/raft/snapshot"
_DIRECT_SECONDS = 9.0
_ATTEMPTS = 8  # a balancer sends each connection elsewhere: one of them reaches the leader, or a node that forwards


def leaders(client: Client, authorities: str) -> Iterator[Client]:
    """The leader itself first, where it can be reached from here; then the door, again and again."""
    address = str(client.read("sys/leader").get("leader_address") or "")
    if address.startswith("https://") and address != client.address:
        yield client.at(address, authorities=authorities, patience=_DIRECT_SECONDS)
    for _ in range(_ATTEMPTS):
        yield client.at(client.address)


def sing(client: Client) -> bool:
    """Write the canary that a restore is known by; False where the engine is not there, or we may not."""
    try:
        client.write(CANARY, data={"written": str(int(time.time())), "by": "strongroom vault snapshot"})
    except StoreError:
        return False
    return True


@contextmanager
def taken(client: Client, authorities: str) -> Iterator[tuple[IO[bytes], Snapshot]]:
    """A snapshot in a file that has no name, whole and checked.

    Raises:
        InputError: what came is not whole.
        StoreError: nobody gave one.
    """
    with tempfile.TemporaryFile(prefix="strongroom-") as file:
        _stream(client, authorities, file)
        found = archive.read(file, "the snapshot from the leader")
        file.seek(0)
        yield file, found


def _stream(client: Client, authorities: str, file: IO[bytes]) -> None:
    problem: StoreError | None = None
    for source in leaders(client, authorities):
        try:
            with source.stream(PATH) as chunks:
                file.seek(0)
                file.truncate()
                archive.write(chunks, file)
                return
        except (UnreachableError, RefusedError) as error:
            problem = error
    raise problem or UnreachableError(place=client.place, problem="there is no leader", way_out="wait, and repeat")


def to_bucket(cloud: Cloud, file: IO[bytes], snapshot: Snapshot) -> str:
    """Store it where the hourly ones are; where that is."""
    key = f"{SNAPSHOTS}{datetime.now(UTC):%Y/%m/%d/%H%M%SZ}-by-hand-{snapshot.sha256[:8]}.snap"
    cloud.store(key, file, sha256=snapshot.sha256)
    return f"s3://{cloud.bucket}/{key}"


def demand_new(target: Path) -> None:
    """Raise UseError where a file can't be put."""
    if target.exists():
        raise UseError(f"{target} exists; a snapshot is never written over, give another name")
    if not target.parent.is_dir():
        raise UseError(f"there is no folder {target.parent}; make it first")


def to_file(target: Path, file: IO[bytes]) -> str:
    """Put it into a file that only its owner reads: whole, or not at all."""
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
            while chunk := file.read(1 << 20):
                opened.write(chunk)
            opened.flush()
            os.fsync(opened.fileno())
        os.link(draft, target)  # unlike a rename, it replaces nothing
    except FileExistsError:
        raise UseError(f"{target} exists; a snapshot is never written over, give another name") from None
    finally:
        with suppress(FileNotFoundError):
            draft.unlink()
    return str(target)
