"""Holds a folder of evidence against its manifest, its chain, and what the journal here wrote down about it."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from strongroom.operations.evidence import FORMAT, MANIFEST
from strongroom.operations.journal import breaks_in, seal
from strongroom.operations.problem import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from strongroom.operations.journal import Journal


def manifest_hash(folder: Path) -> str:
    """SHA-256 of the manifest, as the export told it; raises InputError."""
    return hashlib.sha256(_read(folder / MANIFEST)).hexdigest()


def problems(folder: Path, journal: Journal, expected: str | None = None) -> list[str]:
    """Everything that is not as it was exported; `expected` is the manifest's hash from the ticket."""
    sealed = _read(folder / MANIFEST)
    found = hashlib.sha256(sealed).hexdigest()
    try:
        manifest = json.loads(sealed)
        files = {str(name): str(facts["sha256"]) for name, facts in manifest["files"].items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        return [f"{MANIFEST}: it is no manifest of ours any more"]
    if manifest.get("format") != FORMAT:
        return [f"{MANIFEST}: it has another format; use the strongroom that wrote it, or a newer one"]
    said = [*_files(folder, files), *_chain(folder, manifest.get("journal", {}))]
    if expected is not None and expected != found:
        said.append(f"{MANIFEST}: its hash is not the one that was given")
    said += _recorded(folder, journal, found)
    return said


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise InputError(f"{file} can't be read: {error.strerror}; name a folder of strongroom evidence") from None


def _files(folder: Path, files: dict[str, str]) -> Iterator[str]:
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() or path.is_symlink()}
    for name in sorted(set(files) - there):
        yield f"{name}: it is missing"
    for name in sorted(there - set(files) - {MANIFEST}):
        yield f"{name}: it was not part of the export"
    for name in sorted(set(files) & there):
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != files[name]:
            yield f"{name}: it was changed"


def _chain(folder: Path, journal: dict[str, Any]) -> Iterator[str]:
    """The journal's lines follow from each other, and are those that the manifest counts."""
    file = folder / "journal.jsonl"
    lines = file.read_bytes().splitlines() if file.exists() else []
    for number in breaks_in(lines, whole=False):
        yield f"journal.jsonl:{number}: the line does not follow from the one before it"
    ends = {"lines": len(lines)} | ({"first": seal(lines[0]), "last": seal(lines[-1])} if lines else {})
    if ends != journal:
        yield "journal.jsonl: these are not the lines that the manifest counts"


def _recorded(folder: Path, journal: Journal, found: str) -> Iterator[str]:
    """Whether the journal of this machine tells of an export into a folder of this name with another manifest."""
    exports = [
        record
        for record in journal.records()
        if record.get("command") == "evidence" and record.get("folder") == str(folder.resolve())
    ]
    if exports and found not in {record.get("manifest") for record in exports}:
        yield f"{MANIFEST}: the journal here recorded another one for this folder"
