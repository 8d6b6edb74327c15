"""A snapshot archive, held against itself to the last byte before anybody believes it.

It is a compressed tar of `meta.json`, `state.bin`, their `SHA256SUMS` and, from a cluster that unseals itself, the sums
sealed by the seal key, which the server holds against them at a restore. The nodes check theirs in the same manner with
a program of their own (components/vault/cluster/node-files/strongroom_node/snapshot.py), which is deployed alone.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import tarfile
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING, Any

from strongroom.operations.problem import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

_CHUNK = 1 << 20
_META, _STATE, _SUMS, _SEALED = "meta.json", "state.bin", "SHA256SUMS", "SHA256SUMS.sealed"
_NEEDED = {_META, _STATE}


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """What is known of a whole archive. `index` is the last entry of the raft log that is in it."""

    name: str
    size: int
    sha256: str
    index: int
    taken: datetime
    nodes: tuple[str, ...]
    sealed: bool
    """Whether its sums are sealed: a server then refuses one that somebody has made up."""

    @property
    def age(self) -> float:
        """Seconds since it was taken."""
        return (datetime.now(UTC) - self.taken).total_seconds()


def write(chunks: Iterable[bytes], file: IO[bytes]) -> None:
    """Write a stream into a file."""
    for chunk in chunks:
        file.write(chunk)
    file.flush()


def read(file: IO[bytes], name: str) -> Snapshot:
    """Read an archive whole, compare every member with its checksum, and say what it is.

    Raises:
        InputError: it is cut off, was changed, or is no snapshot.
    """
    try:
        return _read(file, name)
    except (tarfile.TarError, OSError, EOFError, ValueError, KeyError, zlib.error) as error:
        raise InputError(
            f"{name}: it is no complete snapshot ({type(error).__name__}); take another one, or use an older one"
        ) from None


def _read(file: IO[bytes], name: str) -> Snapshot:
    file.seek(0)
    size, sha256 = _digest(file)
    file.seek(0)
    found: dict[str, str] = {}
    texts: dict[str, bytes] = {}
    taken = 0.0
    with gzip.GzipFile(fileobj=file) as unpacked:
        with tarfile.open(fileobj=unpacked, mode="r|") as archive:
            for member in archive:
                content = archive.extractfile(member)
                if content is None or member.name in found:
                    raise ValueError("a member that no snapshot has")
                if member.name != _STATE:
                    texts[member.name] = content.read()
                    found[member.name] = hashlib.sha256(texts[member.name]).hexdigest()
                else:
                    found[member.name] = _digest(content)[1]
                taken = max(taken, float(member.mtime))
        while unpacked.read(_CHUNK):  # a cut at the very end shows only when all of it is read
            pass
    _compare(name, found, _stated(texts.get(_SUMS, b"")))
    meta: dict[str, Any] = json.loads(texts[_META])
    nodes = (meta.get("Configuration") or {}).get("Servers") or []
    return Snapshot(
        name=name,
        size=size,
        sha256=sha256,
        index=int(meta["Index"]),
        taken=datetime.fromtimestamp(taken, UTC),
        nodes=tuple(sorted(str(node["ID"]) for node in nodes)),
        sealed=_SEALED in found,
    )


def _compare(name: str, found: dict[str, str], stated: dict[str, str]) -> None:
    wrong = sorted(member for member in _NEEDED | set(stated) if found.get(member) != stated.get(member))
    if wrong:
        raise InputError(
            f"{name}: {', '.join(wrong)} does not match its checksum; the snapshot was changed, use another one"
        )


def _stated(sums: bytes) -> dict[str, str]:
    lines = (line.split(maxsplit=1) for line in sums.decode().splitlines() if line.strip())
    return {member.strip(): digest for digest, member in lines}


def _digest(content: IO[bytes]) -> tuple[int, str]:
    """Size and SHA-256 of the rest of a stream."""
    digest, size = hashlib.sha256(), 0
    while chunk := content.read(_CHUNK):
        digest.update(chunk)
        size += len(chunk)
    return size, digest.hexdigest()
