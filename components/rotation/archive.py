"""The code of the rotation functions: one archive for all of them.

What a function needs beside the runtime's own boto3 is taken from the installed distributions, which the lock file
pins by hash; every file is held against the hash in its distribution's record on the way in.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata
from pathlib import Path
from typing import TYPE_CHECKING

from components import function_archive
from components.function_archive import ArchiveError, FunctionArchive

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = "rotation"
HANDLER = "rotation.handler.handle"
# The rotation extra of pyproject.toml and all that it needs; pure Python, so that one archive runs anywhere.
DISTRIBUTIONS = (
    *("aws-lambda-powertools", "jmespath", "typing-extensions"),
    *("pg8000", "python-dateutil", "six", "scramp", "asn1crypto"),
    "redis",
    *("httpx", "anyio", "certifi", "h11", "httpcore", "idna"),
)
# The larger half of aws-lambda-powertools serves HTTP and other services' events; the functions log and measure.
_UNUSED = tuple(
    f"aws_lambda_powertools/{part}/" for part in ("event_handler", "utilities/data_classes", "utilities/parser")
)


def build(root: Path) -> FunctionArchive:
    """The archive of the project at `root`; raises ArchiveError."""
    return function_archive.stored(PACKAGE, {**function_archive.own_files(root, PACKAGE), **installed_files()})


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
    """Whether a file of a distribution is of use at run time, and not a record of the installation."""
    inside = not file.is_absolute() and ".." not in file.parts
    # Some packages ask for their own version as they start; what else describes them differs by installer.
    described = any(part.endswith(".dist-info") for part in file.parts) and file.name != "METADATA"
    unused = file.as_posix().startswith(_UNUSED)
    return inside and not described and not unused and function_archive.is_code(file)
