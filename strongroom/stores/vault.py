"""Vault (or OpenBao) KV version 2 as a store of record.

Every write is check-and-set: it names the version that it replaces, and of two writers at once one is refused.
Vault keeps one set of custom metadata for an entry, not for a version: the author is recorded with the version that
it belongs to, and believed for that version only. Each environment has a Vault of its own, so paths carry none.
https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2
"""

from __future__ import annotations

import hmac
import json
import os
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import hvac
from pydantic import SecretStr

from strongroom import naming
from strongroom.stores.contract import Entry, Version
from strongroom.stores.errors import ConflictError, DeniedError, NotFoundError, ReadBackError, StoreError
from strongroom.stores.vault_errors import retry, translated

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")

FIELD = "value"  # where a plain value stands among an entry's keys
_AUTHOR, _AUTHOR_OF = "strongroom-author", "strongroom-author-of-version"
_TIMEOUT = 10
_LAG = 5.0  # seconds; a standby is a tenth of one behind
_PAUSE = 0.05


def connection() -> hvac.Client:
    """The server that VAULT_ADDR names, trusted as VAULT_CACERT says (hvac reads that one when it is imported)."""
    client = hvac.Client(timeout=_TIMEOUT, verify=os.environ.get("VAULT_CACERT") or True)
    retry(client.session)
    return client


@dataclass(frozen=True)
class Vault:
    """The entries `secret/<path>` of one Vault."""

    environment: str
    client: hvac.Client

    @classmethod
    def open(cls, environment: str) -> Vault:
        """Connect as VAULT_ADDR, VAULT_TOKEN (or ~/.vault-token) and VAULT_CACERT say; no call is made yet."""
        client = connection()
        if not client.token:
            raise DeniedError(
                place=f"Vault ({client.url})",
                problem="no token found",
                way_out="sign in (vault login) or set VAULT_TOKEN",
            )
        return cls(environment, client)

    @property
    def place(self) -> str:
        """The store as people call it."""
        return f"Vault ({self.endpoint})"

    @property
    def endpoint(self) -> str:
        """URL that requests go to."""
        return str(self.client.url)

    @property
    def _kv(self) -> Any:
        return self.client.secrets.kv.v2

    def address(self, path: str) -> str:
        """The entry as people look it up."""
        return f"vault:{naming.vault(path)}"

    def describe(self, path: str) -> Entry:
        """One entry; an entry that nobody wrote yet has no current version (Vault needs no container)."""
        metadata = self._metadata(path)
        if metadata is None:
            return Entry(path=path, current=None)
        return Entry(path=path, current=_current(metadata), deletion=_deleted(metadata))

    def _metadata(self, path: str) -> dict[str, Any] | None:
        try:
            with translated(self.address(path)):
                answer = self._kv.read_secret_metadata(path=path, mount_point=naming.KV_MOUNT)
        except NotFoundError:
            return None
        metadata: dict[str, Any] = answer["data"]
        return metadata

    def entries(self, prefix: str = "") -> tuple[Entry, ...]:
        """Every entry under `prefix`: one call a folder, one an entry."""
        folder = prefix.rpartition("/")[0]
        paths = (path for path in self._walk(folder) if path.startswith(prefix))
        return tuple(self.describe(path) for path in sorted(paths))

    def _walk(self, folder: str) -> list[str]:
        try:
            with translated(self.place):
                answer = self._kv.list_secrets(path=folder, mount_point=naming.KV_MOUNT)
        except NotFoundError:
            return []
        base = f"{folder}/" if folder else ""
        found: list[str] = []
        for key in answer["data"]["keys"]:
            found += self._walk(base + key.rstrip("/")) if key.endswith("/") else [base + key]
        return found

    def history(self, path: str) -> tuple[Version, ...]:
        """The versions that are neither deleted nor destroyed, newest first."""
        metadata = self._metadata(path)
        versions = [_version(metadata, number) for number in metadata["versions"]] if metadata else []
        found = [version for version in versions if version is not None]
        return tuple(sorted(found, key=lambda version: int(version.id), reverse=True))

    def get(self, path: str, version: str | None = None) -> SecretStr:
        """The current value, or that of one version; of several keys, a JSON object."""
        try:
            with translated(self.address(path)):
                answer = self._kv.read_secret_version(
                    path=path,
                    version=int(version) if version else None,
                    mount_point=naming.KV_MOUNT,
                    raise_on_deleted_version=True,
                )
        except NotFoundError:
            which = f"no version {version}" if version else "no value yet"
            raise NotFoundError(
                place=self.address(path), problem=which, way_out=f"store one: strongroom put {path}"
            ) from None
        return SecretStr(_text(answer["data"]["data"]))

    def put(self, path: str, value: SecretStr, *, over: str | None, fields: Sequence[str] = ()) -> Version:
        """Write over the version that was seen, read back and compare."""
        keys = json.loads(value.get_secret_value()) if fields else {FIELD: value.get_secret_value()}
        written = SecretStr(_text(keys))  # an object as it comes back: Vault keeps no spaces
        try:
            with translated(self.address(path)):
                answer = self._kv.create_or_update_secret(
                    path=path, secret=keys, cas=self._expected(path, over), mount_point=naming.KV_MOUNT
                )
            number = str(answer["data"]["version"])
        except ConflictError:
            number = self._already_there(path, written)
        self._compare(path, written, number)
        self._sign(path, number)
        return self._there(path, number)

    def _expected(self, path: str, over: str | None) -> int:
        """The version that the write has to find: also a deleted one counts, where no other is current."""
        if over is not None:
            return int(over)
        metadata = self._metadata(path)
        return int(metadata["current_version"]) if metadata and _current(metadata) is None else 0

    def _already_there(self, path: str, value: SecretStr) -> str:
        """The current version where it holds this very value: an answer got lost, and the request was repeated."""
        current = self.describe(path).current
        if current and _same(self.get(path, current.id), value):
            return current.id
        raise ConflictError(
            place=self.address(path),
            problem="somebody else stored a value while you were at it; theirs is current, yours is not",
            way_out="look at it (strongroom get), and put yours again if it still holds",
        )

    def _compare(self, path: str, value: SecretStr, number: str) -> None:
        found = once_known(lambda: self._found(path, number))
        if found is None or not _same(found, value):
            raise ReadBackError(
                place=self.address(path),
                problem=f"version {number}, read back, differs from what was written",
                way_out="put it again, and tell your administrator if it happens twice",
            )

    def _found(self, path: str, number: str) -> SecretStr | None:
        with suppress(NotFoundError):
            return self.get(path, number)
        return None

    def _there(self, path: str, number: str) -> Version:
        """A version that was just written or brought back, as the history has it."""
        found = once_known(lambda: next((one for one in self.history(path) if one.id == number), None))
        if found is None:
            raise ReadBackError(
                place=self.address(path),
                problem=f"version {number} was written and is not in the entry's history",
                way_out="look at it (strongroom history), and at the nodes (strongroom vault status)",
            )
        return found

    def _sign(self, path: str, number: str) -> None:
        """Record who wrote the version; a caller without that permission stays unnamed, the value is stored."""
        signature = {_AUTHOR: self.caller(), _AUTHOR_OF: number}
        with suppress(StoreError), translated(self.address(path)):
            self.client.adapter.request(  # hvac knows no PATCH of metadata; its update would reset other settings
                "patch",
                f"/v1/{naming.KV_MOUNT}/metadata/{path}",
                headers={"Content-Type": "application/merge-patch+json"},
                json={"custom_metadata": signature},
            )

    def create(self, path: str, *, description: str, tags: dict[str, str]) -> None:
        """Vault needs no container: an entry is there from its first value on."""

    def delete(self, path: str, *, days: int) -> datetime | None:
        """Delete the current version, softly: Vault keeps it until it is destroyed or pushed out by newer ones."""
        del days  # nothing in Vault counts them
        with translated(self.address(path)):
            self._kv.delete_latest_version_of_secret(path=path, mount_point=naming.KV_MOUNT)
        return None

    def restore(self, path: str) -> Version:
        """Undelete the latest version."""
        address, metadata = self.address(path), self._metadata(path)
        if metadata is None or _deleted(metadata) is None:
            raise NotFoundError(place=address, problem="it is not deleted", way_out="there is nothing to restore")
        number = str(metadata["current_version"])
        with translated(address):
            self._kv.undelete_secret_versions(path=path, versions=[int(number)], mount_point=naming.KV_MOUNT)
        return self._there(path, number)

    def author(self, path: str) -> str | None:
        """Who wrote the current version, as recorded with it."""
        with suppress(StoreError):
            current = self.describe(path).current
            return current.author if current else None
        return None

    def caller(self) -> str:
        """Display name of the token in use."""
        with translated(self.place):
            data = self.client.auth.token.lookup_self()["data"]
        return str(data["display_name"])


def once_known(question: Callable[[], T | None]) -> T | None:
    """Ask until there is an answer, for as long as a node may take to learn of a write."""
    deadline = time.monotonic() + _LAG
    while (answer := question()) is None and time.monotonic() < deadline:
        time.sleep(_PAUSE)
    return answer


def _text(keys: dict[str, Any]) -> str:
    if set(keys) == {FIELD} and isinstance(keys[FIELD], str):
        return str(keys[FIELD])
    return json.dumps(keys, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _same(one: SecretStr, other: SecretStr) -> bool:
    return hmac.compare_digest(one.get_secret_value().encode(), other.get_secret_value().encode())


def _current(metadata: dict[str, Any]) -> Version | None:
    return _version(metadata, str(metadata["current_version"]))


def _deleted(metadata: dict[str, Any]) -> datetime | None:
    """When the latest version was deleted; None where it was not, or where nothing can bring it back."""
    latest = metadata["versions"].get(str(metadata["current_version"]))
    if latest is None or latest["destroyed"] or not latest["deletion_time"]:
        return None
    return datetime.fromisoformat(latest["deletion_time"]).astimezone(UTC)


def _version(metadata: dict[str, Any], number: str) -> Version | None:
    """One version of an entry; None where it was deleted, destroyed, or never was."""
    found = metadata["versions"].get(number)
    if found is None or found["destroyed"] or found["deletion_time"]:
        return None
    custom = metadata.get("custom_metadata") or {}
    return Version(
        id=number,
        created=datetime.fromisoformat(found["created_time"]).astimezone(UTC),
        current=number == str(metadata["current_version"]),
        author=custom.get(_AUTHOR) if custom.get(_AUTHOR_OF) == number else None,
    )
