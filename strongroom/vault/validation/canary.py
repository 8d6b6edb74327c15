"""A value of no use to anybody, in a place of its own: written, read, and gone at the end.

Its name says until when its run may need it, and whose run that is. One that a killed run left is removed by the next
run: at once where the run was on this machine, else when its time is over. The server itself forgets the value then.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import socket
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from strongroom import naming
from strongroom.stores.errors import NotFoundError, ThrottledError, UnreachableError

if TYPE_CHECKING:
    from strongroom.vault.client import Client

_PARTS = 4
_PATIENCE, _PAUSE = 15.0, 0.2  # seconds
_MACHINE = ("/proc/sys/kernel/random/boot_id", "/proc/self/ns/pid")


@dataclass(frozen=True, kw_only=True)
class Canary:
    """One entry below the place of validations. `ends` is in seconds since 1970."""

    ends: int
    machine: str
    process: int
    mark: str
    value: str = field(repr=False, default="")

    @classmethod
    def hatched(cls, seconds: float) -> Canary:
        """A new one, for a run that may take so long."""
        ends = int(time.time() + seconds)
        value = secrets.token_urlsafe(32)
        return cls(ends=ends, machine=_machine(), process=os.getpid(), mark=secrets.token_hex(4), value=value)

    @classmethod
    def named(cls, name: str) -> Canary | None:
        """The one that an entry's name tells of; None where nothing of ours is called so."""
        parts = name.split("-")
        if len(parts) != _PARTS or not (parts[0].isdigit() and parts[2].isdigit()):
            return None
        return cls(ends=int(parts[0]), machine=parts[1], process=int(parts[2]), mark=parts[3])

    @property
    def name(self) -> str:
        """Its entry, below the place of validations."""
        return f"{self.ends}-{self.machine}-{self.process}-{self.mark}"

    @property
    def place(self) -> str:
        """The entry as people write it."""
        return f"{naming.vault(naming.VAULT_VALIDATION)}/{self.name}"

    @property
    def data(self) -> str:
        """Path of its value."""
        return f"{naming.KV_MOUNT}/data/{naming.VAULT_VALIDATION}/{self.name}"

    @property
    def metadata(self) -> str:
        """Path of its versions."""
        return f"{naming.KV_MOUNT}/metadata/{naming.VAULT_VALIDATION}/{self.name}"

    @property
    def is_forsaken(self) -> bool:
        """Whether the run that it belongs to can't need it any more."""
        if time.time() > self.ends:
            return True
        if self.machine != _machine() or not Path("/proc").exists():
            return False
        return self.process == os.getpid() or not Path(f"/proc/{self.process}").exists()  # ids are used again

    def write(self, client: Client) -> str:
        """Put it there, to be forgotten when its time is over; the request's id."""
        client.write(self.metadata, delete_version_after=f"{max(1, self.ends - int(time.time()))}s", max_versions=1)
        return str(client.write(self.data, data={"value": self.value})["request_id"])

    def remove(self, client: Client) -> None:
        """Take it away, with its versions; asked again where the cluster is busy, or changes its leader."""
        deadline = time.monotonic() + _PATIENCE
        while True:
            try:
                client.delete(self.metadata)
            except (ThrottledError, UnreachableError):
                if time.monotonic() > deadline:
                    raise
            else:
                return
            time.sleep(_PAUSE)


def left_behind(client: Client) -> list[Canary]:
    """What other runs have left, also those that still go on."""
    with suppress(NotFoundError):
        answer = client.read(f"{naming.KV_MOUNT}/metadata/{naming.VAULT_VALIDATION}?list=true")
        return [found for name in answer["data"]["keys"] if (found := Canary.named(str(name)))]
    return []


def _machine() -> str:
    """This machine since its start, or this container: process ids mean something within it only."""
    facts = [socket.gethostname()]
    for place in map(Path, _MACHINE):
        with suppress(OSError):
            facts.append(str(place.readlink()) if place.is_symlink() else place.read_text(encoding="ascii"))
    return hashlib.sha256("\0".join(facts).encode()).hexdigest()[:8]
