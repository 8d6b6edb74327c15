"""Whether a file with values may lie where it lies: in no repository, or ignored by it."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from strongroom.stores.errors import RefusedError

if TYPE_CHECKING:
    from pathlib import Path

_SECONDS = 20


def demand_ignored(file: Path) -> None:
    """Raise RefusedError for a file that git tracks, or would add."""
    if not any((folder / ".git").exists() for folder in file.absolute().parents):
        return
    if _git(file, "ls-files", "--error-unmatch", "--", file.name) == 0:
        raise RefusedError(
            place=str(file),
            problem="git tracks it, and it is about to hold values",
            way_out=f"git rm --cached {file.name}, ignore it, and replace every value that it ever held",
        )
    if _git(file, "check-ignore", "--quiet", "--", file.name) != 0:
        raise RefusedError(
            place=str(file),
            problem="git does not ignore it, and the next commit may take it along",
            way_out=f"echo /{file.name} >> {file.parent / '.gitignore'}",
        )


def _git(file: Path, *arguments: str) -> int:
    """Exit code of a git command in the file's folder; raises RefusedError where git can't tell."""
    environment = {name: text for name, text in os.environ.items() if not name.startswith("GIT_")}
    try:
        done = subprocess.run(
            ["git", *arguments],
            cwd=file.parent,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        done = None
    if done is None or done.returncode not in (0, 1):
        raise RefusedError(
            place=str(file),
            problem="it lies in a git repository, and git can't be asked whether it is ignored",
            way_out=f"see why: git -C {file.parent} check-ignore {file.name}",
        )
    return done.returncode
