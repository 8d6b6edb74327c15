"""What was written into one file of this machine, kept beside this user's state and not in the store of record.

Every developer has a .env of their own: a record that all share could not say what stands in yours. It takes the place
of a store for the ledger and for the key of its fingerprints, and holds no value.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from strongroom.machine.folders import state_of
from strongroom.stores.contract import Entry, Version
from strongroom.stores.errors import ConflictError, NotFoundError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_PRIVATE = 0o600


@dataclass(frozen=True)
class MachineRecord:
    """The record of one file in one environment; as much of a store as a ledger needs."""

    environment: str
    file: Path

    @property
    def folder(self) -> Path:
        """Where it lies."""
        name = hashlib.sha256(str(self.file.absolute()).encode()).hexdigest()[:16]
        return state_of(self.environment) / "places" / self.environment / name

    def address(self, path: str) -> str:
        """The file that holds an entry."""
        return str(self._place(path))

    def describe(self, path: str) -> Entry:
        """One entry; raises NotFoundError."""
        found = self._read(path)
        if found is None:
            raise NotFoundError(place=self.address(path), problem="nothing was recorded", way_out="nothing to do")
        at = datetime.fromtimestamp(self._place(path).stat().st_mtime, UTC)
        return Entry(path=path, current=Version(id=str(found["version"]), created=at, current=True))

    def get(self, path: str, version: str | None = None) -> SecretStr:
        """What an entry holds."""
        found = self._read(path)
        if found is None or version not in (None, str(found["version"])):
            raise NotFoundError(place=self.address(path), problem="it has changed", way_out="repeat the command")
        return SecretStr(found["text"])

    def create(self, path: str, *, description: str, tags: dict[str, str]) -> None:
        """Nothing to prepare."""
        del path, description, tags

    def put(self, path: str, value: SecretStr, *, over: str | None, fields: Sequence[str] = ()) -> Version:
        """Replace what was seen; raises ConflictError where another strongroom was faster."""
        del fields
        with self._held():
            found = self._read(path)
            seen = None if found is None else str(found["version"])
            if seen != over:
                raise ConflictError(place=self.address(path), problem="it has changed", way_out="repeat the command")
            number = 1 if found is None else int(found["version"]) + 1
            target = self._place(path)
            draft = target.with_suffix(".new")
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _PRIVATE)
            with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
                json.dump({"file": str(self.file), "version": number, "text": value.get_secret_value()}, opened)
                opened.flush()
                os.fsync(descriptor)
            draft.replace(target)
        return Version(id=str(number), created=datetime.now(UTC), current=True)

    @staticmethod
    def every(environment: str) -> Iterator[str]:
        """The texts of all entries in an environment's records; what can't be read is left out."""
        for file in sorted((state_of(environment) / "places" / environment).glob("*/*.json")):
            with suppress(OSError, ValueError, KeyError, TypeError):
                yield str(json.loads(file.read_text(encoding="utf-8"))["text"])

    def _place(self, path: str) -> Path:
        return self.folder / f"{path.replace('/', '.')}.json"

    def _read(self, path: str) -> dict[str, Any] | None:
        try:
            found = json.loads(self._place(path).read_text(encoding="utf-8"))
            _ = found["version"], found["text"]
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError):
            raise RefusedError(
                place=self.address(path),
                problem="this is no record that can be read",
                way_out="remove it: what is marked as ours in the file is found again",
            ) from None
        return dict(found)

    @contextmanager
    def _held(self) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, _PRIVATE)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)
