"""The configuration of an MCP client: a server's entry refers to a variable, and never holds its value (5.6).

    {"mcpServers": {"linear": {"command": "...", "env": {"LINEAR_API_KEY": "${LINEAR_API_KEY}"}}}}

What a client puts in the place of a reference is the variable of its own environment, which another destination of the
secret delivers. Claude Code reads `${NAME}`; Cursor and VS Code read `${env:NAME}`, and VS Code says `servers`.
https://code.claude.com/docs/en/mcp, https://code.visualstudio.com/docs/copilot/reference/mcp-configuration
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from strongroom.destinations.contract import Key, Kind, Parcel, Present
from strongroom.json_text import JsonTextError, read, with_member, without_member
from strongroom.machine.owned_file import OwnedFile
from strongroom.stores.errors import ConflictError, NotFoundError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

_LISTS = ("mcpServers", "servers")
_REFERENCE = re.compile(r"\$\{(?:env:)?([A-Za-z_][A-Za-z0-9_]*)\}")
_HERE = secrets.token_bytes(16)  # tells texts apart that are no references; of no use to anybody else


def reference(name: str) -> str:
    """What a configuration holds in the place of a value."""
    return f"${{{name}}}"


@dataclass(frozen=True)
class McpPlace:
    """One server in one client's configuration. What nobody asked for is not told."""

    address: str
    path: Path
    server: str
    limits: Mapping[Kind, int] = field(default_factory=dict)

    @property
    def file(self) -> OwnedFile:
        """The file itself; it holds no value, and keeps its mode."""
        return OwnedFile(self.path, private=False)

    def demand_safe(self) -> None:
        """Raise RefusedError for what is no file of ours."""
        self.file.demand_safe()

    def look(self, keys: Collection[Key], *, everything: bool = False) -> Mapping[Key, Present]:
        """What the server is given for each variable; a reference is told as `${NAME}`, however it is written."""
        del everything
        _, entry = self._entry(self._text())
        at = datetime.fromtimestamp(self.file.modified(), UTC)
        found: dict[Key, Present] = {}
        for key in keys:
            text = _given(entry, key.name)
            if text is not None:
                found[key] = Present(key=key, changed=_changed(text), at=at, value=SecretStr(text))
        return found

    def deliver(self, parcel: Parcel, over: Present | None) -> datetime:
        """Write the reference; the parcel's value is the reference itself. Raises ConflictError, RefusedError."""
        name = parcel.key.name
        if parcel.value.get_secret_value() != reference(name):
            raise RefusedError(
                place=f"{self.path}: {name}",
                problem="a configuration of MCP holds references only, and this is none",
                way_out="repeat the command, and tell your administrator if it happens twice",
            )
        with self.file.held():
            text = self._text()
            servers, entry = self._entry(text)
            there = _given(entry, name)
            if there is not None and there != reference(name) and (over is None or _changed(there) != over.changed):
                raise ConflictError(
                    place=f"{self.path}: {self.server}: {name}",
                    problem="somebody else wrote it while we were at it",
                    way_out="repeat the command; it looks again first",
                )
            if there != reference(name):
                self._demand_process(entry, name)
                self._write(text, (servers, self.server, "env", name), self._form(name))
        return datetime.now(UTC)

    def remove(self, key: Key) -> None:
        """Take the variable away from the server's environment, where it is a reference."""
        with self.file.held():
            text = self._text()
            servers, entry = self._entry(text)
            if _given(entry, key.name) == reference(key.name):
                self._save(text, without_member(text, (servers, self.server, "env", key.name)))

    def audience(self, key: Key) -> tuple[str, ...] | None:
        """Nobody sees a value there."""
        del key
        return None

    def _form(self, name: str) -> str:
        editor = self.path.parent.name in (".vscode", ".cursor")
        return f"${{env:{name}}}" if editor else reference(name)

    def _write(self, text: str, path: tuple[str, ...], value: str) -> None:
        try:
            self._save(text, with_member(text, path, value))
        except JsonTextError as error:
            raise self._unreadable(error) from None

    def _save(self, before: str, after: str) -> None:
        if after != before:
            self.file.replace(before.encode(), after.encode())

    def _text(self) -> str:
        data = self.file.read()
        if data is None:
            raise NotFoundError(
                place=str(self.path),
                problem="the MCP configuration is not there",
                way_out=f"create it with the server {self.server} and its command",
            )
        try:
            return data.decode()
        except UnicodeDecodeError:
            raise self._unreadable("it is not UTF-8") from None

    def _entry(self, text: str) -> tuple[str, dict[str, Any]]:
        """The key of the list of servers, and the server's entry."""
        try:
            document = read(text)
        except JsonTextError as error:
            raise self._unreadable(error) from None
        for name in _LISTS:
            servers = document.get(name) if isinstance(document, dict) else None
            if isinstance(servers, dict) and isinstance(servers.get(self.server), dict):
                return name, servers[self.server]
        raise NotFoundError(
            place=str(self.path),
            problem=f"it has no server {self.server}",
            way_out=f'add it with its command: {{"mcpServers": {{"{self.server}": {{"command": ...}}}}}}',
        )

    def _demand_process(self, entry: Mapping[str, Any], name: str) -> None:
        if "command" not in entry and "url" in entry:
            raise RefusedError(
                place=f"{self.path}: {self.server}",
                problem="the server is reached at an address and is given no environment",
                way_out=f'refer to it yourself, as in "headers": {{"Authorization": "Bearer {self._form(name)}"}}',
            )

    def _unreadable(self, why: object) -> RefusedError:
        return RefusedError(place=str(self.path), problem=f"it can't be read: {why}", way_out="correct it by hand")


def _given(entry: Mapping[str, Any], name: str) -> str | None:
    """What a server is given for a variable; a reference to it anywhere in the entry counts."""
    environment = entry.get("env")
    own = environment.get(name) if isinstance(environment, dict) else None
    if own is not None:
        refers = isinstance(own, str) and _REFERENCE.fullmatch(own)
        return reference(name) if refers and refers[1] == name else str(own)
    referred = {found for text in _texts(entry) for found in _REFERENCE.findall(text)}
    return reference(name) if name in referred else None


def _texts(part: Any) -> Iterator[str]:
    match part:
        case str():
            yield part
        case dict():
            for each in part.values():
                yield from _texts(each)
        case list():
            for each in part:
                yield from _texts(each)


def _changed(text: str) -> str:
    if _REFERENCE.fullmatch(text):
        return text
    return hashlib.blake2b(text.encode(), key=_HERE, digest_size=12).hexdigest()
