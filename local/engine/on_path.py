"""The engine that the user has: a `pulumi` on PATH that is new enough."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from local.engine.launchers import LANGUAGE_HOST, is_ours
from local.engine.versions import PULUMI, Version, ask


@dataclass(frozen=True, kw_only=True)
class Found:
    """A usable `pulumi`, and its language host when it has one."""

    pulumi: Path
    version: Version
    language_host: Path | None


def search(path: str) -> tuple[Found | None, list[str]]:
    """Look through `path` (folders, as in PATH); give the first usable one, and why others were passed over."""
    passed_over: list[str] = []
    for folder in _folders(path):
        pulumi = folder / "pulumi"
        if not _runs(pulumi):
            continue
        version = ask(pulumi, "version")
        if version and version >= PULUMI and version.major == PULUMI.major:
            return Found(pulumi=pulumi, version=version, language_host=_language_host(pulumi, path)), passed_over
        state = f"is {version}, not {PULUMI} or a later {PULUMI.major}.x" if version else "does not tell its version"
        passed_over.append(f"{pulumi} {state}")
    return None, passed_over


def _folders(path: str) -> Iterator[Path]:
    """Give PATH's folders, without those that a set-up of ours made: of this clone or of another."""
    for name in dict.fromkeys(path.split(os.pathsep)):
        if name and not is_ours(Path(name)):
            yield Path(name)


def _language_host(pulumi: Path, path: str) -> Path | None:
    """Find the host as the engine does: on PATH, else beside the command itself."""
    theirs = os.pathsep.join(str(folder) for folder in _folders(path))
    if on_path := shutil.which(LANGUAGE_HOST, path=theirs):
        return Path(on_path)
    beside = pulumi.resolve().with_name(LANGUAGE_HOST)
    return beside if _runs(beside) else None


def _runs(file: Path) -> bool:
    return file.is_file() and os.access(file, os.X_OK)
