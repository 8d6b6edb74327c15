"""The project as it was at a revision, in a folder of its own."""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from local.cloud.paths import PROJECT
from local.stack.pulumi_cli import PulumiError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def tree_at(revision: str) -> Iterator[Path]:
    """A folder with the files of that revision and this run's virtual environment; it goes away at the end.

    Raises:
        PulumiError: where git does not know the revision.
    """
    archive = subprocess.run(
        ["git", "archive", "--format=tar", revision], cwd=PROJECT, capture_output=True, check=False
    )
    if archive.returncode:
        said = archive.stderr.decode(errors="replace").strip()
        raise PulumiError(
            f'git has no revision "{revision}" here: {said}\n'
            "fetch it first (`git fetch origin main`); a workflow's checkout needs `fetch-depth: 0`"
        )
    with tempfile.TemporaryDirectory(prefix="strongroom-base-") as folder:
        with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as files:
            files.extractall(folder, filter="data")
        # The pack of each tree names the environment beside it.
        Path(folder, ".venv").symlink_to(sys.prefix)
        yield Path(folder)
