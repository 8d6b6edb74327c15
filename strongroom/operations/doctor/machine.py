"""What is examined on this machine: versions, settings, roles, the journal, the policy pack, the engine."""

from __future__ import annotations

import platform
import shutil
import stat
import subprocess
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

import yaml

from strongroom.operations.doctor.doctor import Finding, failed, left_out, ok
from strongroom.operations.problem import InputError
from strongroom.operations.scope import LOCAL

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from strongroom.catalogue import Catalogue
    from strongroom.operations.journal import Journal
    from strongroom.operations.settings import Settings

_LIBRARIES = ("strongroom", "boto3", "hvac", "httpx", "pydantic", "mcp")
_PULUMI = (3, 250)  # as local.engine demands
_SECONDS = 20


def versions() -> Iterator[Finding]:
    """Of Python and of the libraries that the command needs."""
    found, missing = [f"Python {platform.python_version()}"], []
    for name in _LIBRARIES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    if missing:
        yield failed("versions", f"not installed: {', '.join(missing)}", "install strongroom anew, with its libraries")
    else:
        yield ok("versions", ", ".join(found))


def catalogue_is_right(catalogue: Catalogue) -> Iterator[Finding]:
    """It loads; all that is wrong with it is raised before."""
    count = len(catalogue.secrets)
    yield ok("catalogue", f"{count} entries in {len(catalogue.workspaces)} workspaces")


def roles(catalogue: Catalogue, settings: Settings, environment: str) -> Iterator[Finding]:
    """Every role that a workspace demands is held by somebody here."""
    for role in dict.fromkeys(one.role for one in catalogue.workspaces if one.role):
        holders = settings.roles.get(role, {}).get(environment)  # type: ignore[call-overload]  # others are not there
        name = f'role "{role}"'
        if holders:
            yield ok(name, f"held in {environment} by {', '.join(holders)}")
        elif environment == LOCAL:
            yield left_out(name, "a rehearsal needs none")
        else:
            way_out = f'name its holders in strongroom.toml: [roles."{role}"] {environment} = ["arn:..."]'
            yield failed(name, f"held by nobody in {environment}, so nobody can write", way_out)


def journal(kept: Journal) -> Iterator[Finding]:
    """It can be written, is ours alone, and its chain is whole."""
    place = kept.place
    if not place.exists():
        yield left_out("journal", f"nothing was written down yet; it will be in {place}")
        return
    try:
        with place.open("ab"):
            mode = stat.S_IMODE(place.stat().st_mode)
    except OSError as error:
        yield failed(
            "journal", f"{place} can't be written: {error.strerror}", "make it yours, or set STRONGROOM_JOURNAL"
        )
        return
    if mode & 0o077:
        yield failed("journal", f"{place} can be read by others", f"chmod 600 {place}")
    broken = kept.breaks()
    if broken:
        lines = ", ".join(map(str, broken[:5]))
        yield failed("journal's chain", f"{place}: broken at line {lines}", "find out who changed it; keep the file")
    else:
        yield ok("journal's chain", f"{place}: {len(kept.records())} records, each follows from the one before")


def policy_pack(folder: Path) -> Iterator[Finding]:
    """It is there and says what runs it."""
    file = folder / "PulumiPolicy.yaml"
    if not file.exists():
        yield left_out("policy pack", f"there is none in {folder}; only pulumi up and strongroom audit need it")
        return
    try:
        runtime = (yaml.safe_load(file.read_text(encoding="utf-8")) or {})["runtime"]
    except (OSError, yaml.YAMLError, KeyError, TypeError):
        yield failed("policy pack", f"{file} can't be read", "restore it: git checkout policy")
        return
    rules = sum(1 for each in (folder / "rules").rglob("*.py") if not each.name.startswith("_"))
    yield ok(
        "policy pack",
        f"{folder}: {rules} files of rules, runs on {runtime['name'] if isinstance(runtime, dict) else runtime}",
    )


def engine() -> Iterator[Finding]:
    """The Pulumi that is on the PATH, for those who apply the program."""
    found = shutil.which("pulumi")
    if found is None:
        yield left_out("engine", "no pulumi on the PATH; only pulumi up and strongroom audit need it", "make shell")
        return
    try:
        said = subprocess.run([found, "version"], capture_output=True, text=True, timeout=_SECONDS, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        raise InputError(f"{found} does not say its version; reinstall it, or use make shell") from None
    number = said.strip().removeprefix("v")
    parts = tuple(int(part) for part in number.split(".")[:2] if part.isdigit())
    if parts < _PULUMI:
        wanted = ".".join(map(str, _PULUMI))
        yield failed("engine", f"pulumi {number}", f"update it to {wanted} or newer, or use make shell")
    else:
        yield ok("engine", f"pulumi {number}")
