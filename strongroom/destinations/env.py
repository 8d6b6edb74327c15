"""A project's .env file on this machine: value stored first, then written there (requirement 3.1).

Each of our lines has a mark above it; no other line is touched. The file is 0600, lies in no commit, and is replaced
whole: a crash leaves the old one or the new one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pydantic import SecretStr

from strongroom.destinations.contract import Key, Kind, Parcel, Present
from strongroom.env_document import EnvDocument
from strongroom.env_file import UnfitError
from strongroom.machine.git import demand_ignored
from strongroom.machine.owned_file import OwnedFile
from strongroom.stores.errors import ConflictError, ReadBackError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from strongroom.env_document import Line

NAME = ".env"


@dataclass(frozen=True)
class EnvPlace:
    """One .env file. Lines without a mark that nobody asked for are the developer's, and not told."""

    address: str
    folder: Path
    limits: Mapping[Kind, int] = field(default_factory=dict)

    @property
    def file(self) -> OwnedFile:
        """The file itself."""
        return OwnedFile(self.folder / NAME, private=True)

    def demand_safe(self) -> None:
        """Raise RefusedError where values must not lie."""
        self.file.demand_safe()
        demand_ignored(self.file.path)

    def look(self, keys: Collection[Key], *, everything: bool = False) -> Mapping[Key, Present]:
        """The lines of these names, with their values; with `everything` all that are marked as ours, too."""
        document, at = self._document(), self._modified()
        asked = {key.name for key in keys}
        ours = [Key(kind="secret", name=one.name) for one in document.lines if one.path and one.name not in asked]
        found: dict[Key, Present] = {}
        for key in (*keys, *(ours if everything else ())):
            if there := document.line(key.name):
                value = None if there.value is None else SecretStr(there.value)
                found[key] = Present(key=key, changed=there.changed, at=at, value=value)
        return found

    def marks(self) -> Mapping[str, str | None]:
        """What each name's line is marked with; of several lines the last, which is the one that counts."""
        return {one.name: one.path for one in self._document().lines}

    def deliver(self, parcel: Parcel, over: Present | None) -> datetime:
        """Write one line over the one that was seen; raises ConflictError where another one is there by now."""
        name, value = parcel.key.name, parcel.value.get_secret_value()
        with self.file.held():
            before = self.file.read()
            document = EnvDocument.read(before or b"")
            self._demand_seen(document.line(name), over, value)
            try:
                after = document.with_value(name, value, parcel.path)
            except UnfitError as error:
                raise RefusedError(
                    place=f"{self.file.path}: {name}",
                    problem=f"the value can't be written so that every reader of .env files takes it: {error}",
                    way_out="put another value, or deliver it elsewhere",
                ) from None
            self._demand_readable(after.line(name), name, value)
            self.file.replace(before, after.data)
        self._compare(name, value)
        return datetime.now(UTC)

    def _demand_seen(self, there: Line | None, over: Present | None, value: str) -> None:
        if there is None or there.path is not None or there.value == value:
            return
        if over is None or there.changed != over.changed:
            raise ConflictError(
                place=f"{self.file.path}: {there.name}",
                problem="somebody else wrote it while we were at it",
                way_out="repeat the command; it looks again first",
            )

    def _demand_readable(self, there: Line | None, name: str, value: str) -> None:
        if there is None or there.value != value:
            raise RefusedError(
                place=f"{self.file.path}: {name}",
                problem="a line above has a quote that nothing closes, and would take ours along",
                way_out="close it; the rest of the file is not read as it looks, either",
            )

    def _compare(self, name: str, value: str) -> None:
        back = self._document().line(name)
        if back is None or back.value != value:
            raise ReadBackError(
                place=f"{self.file.path}: {name}",
                problem="what stands there, read back, differs from what was written",
                way_out="repeat the command",
            )

    def remove(self, key: Key) -> None:
        """Take our line away."""
        with self.file.held():
            before = self.file.read()
            document = EnvDocument.read(before or b"")
            after = document.without(key.name)
            if after.text != document.text:
                self.file.replace(before, after.data)

    def audience(self, key: Key) -> tuple[str, ...] | None:
        """Who can read the file; nothing is set with the value."""
        del key
        return None

    def _document(self) -> EnvDocument:
        return EnvDocument.read(self.file.read() or b"")

    def _modified(self) -> datetime | None:
        return None if self.file.read() is None else datetime.fromtimestamp(self.file.modified(), UTC)
