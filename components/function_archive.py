"""The code of a function as an archive: the same bytes for the same files, kept in the user's cache by its content."""

from __future__ import annotations

import base64
import hashlib
import io
import os
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pulumi

if TYPE_CHECKING:
    from collections.abc import Mapping

RUNTIME = "python3.13"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the oldest time that a zip knows
_MODE = 0o100644 << 16
_LEFT_OUT = frozenset({"__pycache__", "tests", "test", "testing", "bin"})
_COMPILED = (".pyc", ".pyo", ".pyi", ".so", ".pyd", ".dylib", ".typed")


class ArchiveError(pulumi.RunError):
    """A function's code can't be put together; the message says what is missing and how to get it."""


@dataclass(frozen=True, kw_only=True)
class FunctionArchive:
    """An archive on disk, its hash as Lambda compares it, and its size in bytes."""

    path: Path
    sha256: str
    size: int


def archive(files: Mapping[str, bytes]) -> bytes:
    """A zip of these files: sorted, with fixed times and modes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as opened:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = 3  # Unix, whatever this machine is: it decides how modes are read
            entry.external_attr = _MODE
            opened.writestr(entry, files[name], zipfile.ZIP_DEFLATED, 9)
    return buffer.getvalue()


def stored(package: str, files: Mapping[str, bytes]) -> FunctionArchive:
    """The archive of these files, in the user's cache under the name of its content."""
    content = archive(files)
    digest = hashlib.sha256(content)
    path = _cache() / f"{package}-{digest.hexdigest()[:16]}.zip"
    if not path.exists() or path.read_bytes() != content:  # a name promises nothing about what lies under it
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}")
        draft.write_bytes(content)
        draft.replace(path)
    return FunctionArchive(path=path, sha256=base64.b64encode(digest.digest()).decode(), size=len(content))


def own_files(root: Path, package: str) -> dict[str, bytes]:
    """A package of the project at `root`; raises ArchiveError where it has no handler."""
    found = {
        str(file.relative_to(root)): file.read_bytes()
        for file in (root / package).rglob("*.py")
        if is_code(file.relative_to(root))
    }
    if f"{package}/handler.py" not in found:
        raise ArchiveError(f"{root / package} holds no handler.py; run the program from the project's root")
    return found


def is_code(file: Path) -> bool:
    """Whether a file is of use at run time: neither a test nor compiled."""
    return not (_LEFT_OUT & set(file.parts)) and not file.name.endswith(_COMPILED)


def _cache() -> Path:
    if chosen := os.environ.get("STRONGROOM_CACHE"):
        return Path(chosen)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "strongroom"
