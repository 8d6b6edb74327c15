"""The journal of writing commands: one JSON object a line, each line sealed by the hash of the one before.

A line that was changed, removed or put in between breaks the chain for every reader. It holds names, times and
results, never a value. It lies in $STRONGROOM_JOURNAL, else under the user's state folder; mode 0600.
"""

from __future__ import annotations

import fcntl
import getpass
import hashlib
import json
import os
import socket
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_BEGINNING = "0" * 64


def default_place() -> Path:
    """Where this user's journal lies."""
    if chosen := os.environ.get("STRONGROOM_JOURNAL"):
        return Path(chosen)
    state = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(state) / "strongroom" / "journal.jsonl"


@dataclass(frozen=True)
class Journal:
    """One file of records."""

    place: Path

    def record(self, command: str, **facts: Any) -> None:
        """Append a record: what was done, when, by whom on which machine, and `facts` (no values)."""
        record = {
            "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "command": command,
            "user": f"{getpass.getuser()}@{socket.gethostname()}",
            **facts,
        }
        with self._locked() as file:
            record["previous"] = _seal_of_last(file)
            file.write(json.dumps(record, ensure_ascii=False).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())

    @contextmanager
    def _locked(self) -> Iterator[IO[bytes]]:
        self.place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(self.place, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file

    def records(self) -> list[dict[str, Any]]:
        """Every whole record, oldest first; a line that a crash cut short is left out."""
        if not self.place.exists():
            return []
        found = []
        for line in self.place.read_bytes().splitlines():
            try:
                found.append(json.loads(line))
            except ValueError:
                continue
        return found

    def lines(self) -> list[bytes]:
        """Every line as it stands in the file."""
        return self.place.read_bytes().splitlines() if self.place.exists() else []

    def breaks(self) -> list[int]:
        """Numbers of the lines (from 1) that don't follow from the line before them."""
        return breaks_in(self.lines())

    def unfinished(self, **facts: Any) -> dict[str, Any] | None:
        """The last record with these facts where it began something and nothing says how that ended."""
        matching = (r for r in reversed(self.records()) if all(r.get(key) == fact for key, fact in facts.items()))
        last = next(matching, None)
        return last if last is not None and last.get("result") == "begun" else None


def breaks_in(lines: Sequence[bytes], *, whole: bool = True) -> list[int]:
    """Numbers of the lines (from 1) that don't follow from the one before; a part has its beginning elsewhere."""
    expected, found = _BEGINNING if whole else None, []
    for number, line in enumerate(lines, start=1):
        previous = _previous(line)
        if expected is not None and previous not in (expected, None):
            found.append(number)
        expected = seal(line)
    return found


def seal(line: bytes) -> str:
    """What the line after this one carries as its `previous`."""
    return hashlib.sha256(line).hexdigest()


def _previous(line: bytes) -> str | None:
    """The seal that a line carries; None for a line that a crash cut short, which carries none."""
    try:
        return str(json.loads(line)["previous"])
    except (ValueError, KeyError, TypeError):
        return None


def _seal_of_last(file: IO[bytes]) -> str:
    """Hash of the last line; a line that a crash cut short is closed first, so that it stays a line of its own."""
    end = file.seek(0, os.SEEK_END)
    if not end:
        return _BEGINNING
    tail = b""
    while end and tail.rstrip(b"\n").count(b"\n") == 0:
        start = max(0, end - 65536)
        file.seek(start)
        tail = file.read(end - start) + tail
        end = start
    if not tail.endswith(b"\n"):
        file.write(b"\n")
    return seal(tail.rstrip(b"\n").rsplit(b"\n", 1)[-1])
