"""The folder that proves what was done (requirements 1.17, 2.13): written once, sealed by hashes, checked by anybody.

README.md        what this is, what could not be reached
commands.md      commands with their times, people and results, from the journal
journal.jsonl    the journal's own lines, each sealed by the hash of the one before
*.json, *.md     entries, deliveries, lists of the destinations, checks, extracts of the audit trails; values masked
manifest.json    SHA-256 of every file above, and where the journal's chain begins and ends
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from strongroom.operations.journal import seal
from strongroom.operations.problem import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from strongroom.operations.journal import Journal

MANIFEST = "manifest.json"
FORMAT = 1


@dataclass(frozen=True, kw_only=True)
class Collected:
    """The files of an export by name, and what could not be reached, with the reason."""

    files: Mapping[str, str]
    unreachable: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Extract:
    """The part of the journal that an export is about."""

    records: Sequence[Mapping[str, Any]]  # those of the workspace and the time
    lines: Sequence[bytes] = field(repr=False)  # from the first of them to the last, without a gap


def extract(journal: Journal, since: datetime, workspace: str | None) -> Extract:
    """What the journal says of a time and of a workspace, or of all."""
    lines = journal.lines()
    wanted = [(number, record) for number, line in enumerate(lines) if (record := _matching(line, since, workspace))]
    if not wanted:
        return Extract(records=(), lines=())
    return Extract(records=[record for _, record in wanted], lines=lines[wanted[0][0] : wanted[-1][0] + 1])


def _matching(line: bytes, since: datetime, workspace: str | None) -> dict[str, Any] | None:
    try:
        record = json.loads(line)
        in_time = datetime.fromisoformat(record["at"]) >= since
    except (ValueError, KeyError, TypeError):
        return None
    return record if in_time and workspace in (None, record.get("workspace")) else None


def free_folder(parent: Path, day: datetime) -> Path:
    """A folder of the day that is not there yet: evidence is never written over."""
    name = f"secret-mirroring-{day:%Y-%m-%d}"
    number = 1
    while (found := parent / (name if number == 1 else f"{name}-{number}")).exists():
        number += 1
    return found


def write(folder: Path, collected: Collected, found: Extract, about: Mapping[str, Any]) -> str:
    """Write every file and the manifest; the result is the manifest's own SHA-256, for the ticket."""
    contents = {name: text.encode() for name, text in collected.files.items()}
    contents["journal.jsonl"] = b"".join(line + b"\n" for line in found.lines)
    manifest = {
        "format": FORMAT,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        **about,
        "unreachable": list(collected.unreachable),
        "journal": _chain(found.lines),
        "files": {name: {"sha256": _hash(data), "bytes": len(data)} for name, data in sorted(contents.items())},
    }
    sealed = json.dumps(manifest, indent=2, ensure_ascii=False).encode() + b"\n"
    try:
        folder.mkdir(parents=True, mode=0o700)
        for name, data in {**contents, MANIFEST: sealed}.items():
            target = folder / name
            target.touch(mode=0o600)
            target.write_bytes(data)
    except FileExistsError:
        raise InputError(f"{folder} is there already, and evidence is never written over; use another --to") from None
    except OSError as error:
        raise InputError(f"{folder} can't be written: {error.strerror}") from None
    return _hash(sealed)


def _chain(lines: Sequence[bytes]) -> dict[str, Any]:
    if not lines:
        return {"lines": 0}
    return {"lines": len(lines), "first": seal(lines[0]), "last": seal(lines[-1])}


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
