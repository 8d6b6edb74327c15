"""The code of the rotation functions: one archive for all of them, the same bytes for the same files.

What a function needs beside the runtime's own boto3 is taken from the installed distributions, which the lock file
pins by hash; every file is held against the hash in its distribution's record on the way in.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata
import io
import os
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pulumi

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PACKAGE = "rotation"
HANDLER = "rotation.handler.handle"
# The rotation extra of pyproject.toml and all that it needs; pure Python, so that one archive runs anywhere.
DISTRIBUTIONS = (
    *("aws-lambda-powertools", "jmespath", "typing-extensions"),
    *("pg8000", "python-dateutil", "six", "scramp", "asn1crypto"),
    "redis",
    *("httpx", "anyio", "certifi", "h11", "httpcore", "idna"),
)
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the oldest time that a zip knows
_MODE = 0o100644 << 16
_LEFT_OUT = frozenset({"__pycache__", "tests", "test", "testing", "bin"})
# The larger half of aws-lambda-powertools serves HTTP and other services' events; the functions log and measure.
_UNUSED = tuple(
    f"aws_lambda_powertools/{part}/" for part in ("event_handler", "utilities/data_classes", "utilities/parser")
)
_COMPILED = (".pyc", ".pyo", ".pyi", ".so", ".pyd", ".dylib", ".typed")


class ArchiveError(pulumi.RunError):
    """The functions' code can't be put together; the message says what is missing and how to get it."""


@dataclass(frozen=True, kw_only=True)
class RotationArchive:
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


def build(root: Path) -> RotationArchive:
    """The archive of the project at `root`, in the user's cache under the name of its content; raises ArchiveError."""
    content = archive({**own_files(root), **installed_files()})
    digest = hashlib.sha256(content)
    path = _cache() / f"{PACKAGE}-{digest.hexdigest()[:16]}.zip"
    if not path.exists() or path.read_bytes() != content:  # a name promises nothing about what lies under it
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}")
        draft.write_bytes(content)
        draft.replace(path)
    return RotationArchive(path=path, sha256=base64.b64encode(digest.digest()).decode(), size=len(content))


def own_files(root: Path) -> dict[str, bytes]:
    """The package of the functions itself."""
    found = {
        str(file.relative_to(root)): file.read_bytes()
        for file in (root / PACKAGE).rglob("*.py")
        if _belongs(file.relative_to(root))
    }
    if f"{PACKAGE}/handler.py" not in found:
        raise ArchiveError(f"{root / PACKAGE} holds no handler.py; run the program from the project's root")
    return found


def installed_files() -> dict[str, bytes]:
    """The files of the distributions, each as its record says it is; raises ArchiveError with all that is wrong."""
    found: dict[str, bytes] = {}
    problems = []
    for name in DISTRIBUTIONS:
        try:
            found.update(_files(importlib.metadata.distribution(name)))
        except importlib.metadata.PackageNotFoundError:
            problems.append(f"{name} is not installed")
        except ValueError as error:
            problems.append(str(error))
    if problems:
        raise ArchiveError(
            "the rotation functions' code can't be put together; install what the lock file pins (make up, or uv pip"
            " sync requirements.lock)\n" + "\n".join(f"  {problem}" for problem in problems)
        )
    return found


def _files(distribution: importlib.metadata.Distribution) -> Iterator[tuple[str, bytes]]:
    for file in distribution.files or ():
        if not _belongs(Path(file)) or file.hash is None:
            continue
        content = Path(str(file.locate())).read_bytes()
        computed = base64.urlsafe_b64encode(hashlib.new(file.hash.mode, content).digest()).decode().rstrip("=")
        if computed != file.hash.value:
            raise ValueError(f"{file} is not what {distribution.name} {distribution.version} was released with")
        yield str(file), content


def _belongs(file: Path) -> bool:
    """Whether a file is of use at run time: no tests, nothing compiled, no record of the installation."""
    inside = not file.is_absolute() and ".." not in file.parts
    # Some packages ask for their own version as they start; what else describes them differs by installer.
    described = any(part.endswith(".dist-info") for part in file.parts) and file.name != "METADATA"
    dead = bool(_LEFT_OUT & set(file.parts)) or file.name.endswith(_COMPILED) or file.as_posix().startswith(_UNUSED)
    return inside and not described and not dead


def _cache() -> Path:
    if chosen := os.environ.get("STRONGROOM_CACHE"):
        return Path(chosen)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "strongroom"
