"""Finding a program of Debian's, or installing its package: the servers and the browser that tests use."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
from pathlib import Path

_APT = ("apt-get", "install", "--yes", "--no-install-recommends", "-qq", "-o", "DPkg::Lock::Timeout=300")
_APT_SECONDS = 600


class MissingProgramError(Exception):
    """A program is not installed, and can't be; says what to install."""


@functools.cache
def find(program: str, package: str) -> Path:
    """The path of a program, its Debian package installed where need be and root may.

    Raises:
        MissingProgramError: names the package.
    """
    found = _look(program)
    if found is None and _may_install():
        _install(package)
        found = _look(program)
    if found is None:
        raise MissingProgramError(f"{program} is not installed here; install it: apt-get install {package}")
    return found


def _look(program: str) -> Path | None:
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)  # Debian keeps it off PATH
    for folder in folders:
        if (folder / program).exists():
            return folder / program
    found = shutil.which(program)
    return Path(found) if found else None


def _version(folder: Path) -> int:
    return int(folder.parent.name) if folder.parent.name.isdigit() else 0


def _may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def _install(package: str) -> None:
    """Install a package without starting the service that comes with it."""
    # RUNLEVEL: to invoke-rc.d the machine looks as if it were in single-user mode, where no service is started.
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    for command in ((*_APT, package), ("apt-get", "update", "-qq"), (*_APT, package)):
        done = subprocess.run(command, env=environment, capture_output=True, check=False, timeout=_APT_SECONDS)
        if done.returncode == 0 and command[1] == "install":
            return
