"""Whether a value stands in a snapshot as it is: in the clear, in hexadecimal, or in base64."""

from __future__ import annotations

import base64
import gzip
import tarfile
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

CONTROL = b"core/"  # how the server's own entries begin; their names are stored in the clear
_CHUNK = 1 << 20


def found(archive: IO[bytes], words: Collection[bytes]) -> frozenset[bytes]:
    """Those of some words that stand anywhere in the archive's members."""
    longest, seen = max(map(len, words)), set[bytes]()
    archive.seek(0)
    for member in _members(archive):
        rest = b""
        while chunk := member.read(_CHUNK):
            text = rest + chunk
            seen |= {word for word in words if word in text}
            rest = text[-longest:]
    return frozenset(seen)


def forms(value: str) -> frozenset[bytes]:
    """A value as somebody might have written it down; of base64 what is the same wherever it begins."""
    plain = value.encode()
    shifted = (base64.b64encode(b"\0" * shift + plain)[4 if shift else 0 : -4] for shift in range(3))
    return frozenset({plain, plain.hex().encode(), *shifted})


def _members(archive: IO[bytes]) -> Iterator[IO[bytes]]:
    with gzip.GzipFile(fileobj=archive) as unpacked, tarfile.open(fileobj=unpacked, mode="r|") as members:
        for member in members:
            if (content := members.extractfile(member)) is not None:
                yield content
