"""Entries of Vault's KV version 2, for values whose record is elsewhere.

The mirror's policy lets it write values and see versions, not read values: where Vault denies the reading back, the
version that it names is the proof. Every write is check-and-set on the version that was seen.
https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2
"""

from __future__ import annotations

import hmac
import json
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from strongroom import naming
from strongroom.destinations.contract import Key, Kind, Parcel, Present
from strongroom.stores.errors import ConflictError, DeniedError, NotFoundError, ReadBackError, StoreError
from strongroom.stores.vault import FIELD, Vault, once_known
from strongroom.stores.vault_errors import translated

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from pydantic import SecretStr

    from strongroom.stores.contract import Version


@dataclass(frozen=True)
class VaultEntries:
    """The mount of one Vault. What nobody asked for is not listed: the record of other workspaces may lie beside it."""

    store: Vault
    address: str = f"vault:{naming.KV_MOUNT}"
    limits: Mapping[Kind, int] = field(default_factory=dict)

    def look(self, keys: Collection[Key], *, everything: bool = False) -> Mapping[Key, Present]:
        """One request an entry; with `everything` a second one for the value."""
        found: dict[Key, Present] = {}
        for key in keys:
            current = self.store.describe(key.name).current
            if current is not None:
                found[key] = self._present(key, current, readable=everything)
        return found

    def _present(self, key: Key, current: Version, *, readable: bool) -> Present:
        changed = f"{current.id} {current.created.isoformat()}"  # numbers begin anew where an entry was destroyed
        present = Present(key=key, changed=changed, at=current.created)
        if readable:
            with suppress(DeniedError, NotFoundError):
                present = replace(present, value=self.store.get(key.name, current.id))
        return present

    def deliver(self, parcel: Parcel, over: Present | None) -> datetime:
        """Write over the version that was seen; raises ConflictError where another one is current."""
        path = parcel.key.name
        keys = (
            json.loads(parcel.value.get_secret_value()) if parcel.fields else {FIELD: parcel.value.get_secret_value()}
        )
        seen = int(over.changed.partition(" ")[0]) if over else self._last(path)
        try:
            with translated(self.store.address(path)):
                answer = self._kv.create_or_update_secret(path=path, secret=keys, cas=seen, mount_point=naming.KV_MOUNT)
            version, created = str(answer["data"]["version"]), answer["data"]["created_time"]
        except ConflictError:
            return self._already_there(parcel)
        once_known(lambda: next((one for one in self.store.history(path) if one.id == version), None))
        self._compare(parcel, version)
        return datetime.fromisoformat(created).astimezone(UTC)

    @property
    def _kv(self) -> Any:
        return self.store.client.secrets.kv.v2

    def _last(self, path: str) -> int:
        """The number of the last version, deleted or not: what check-and-set has to name."""
        try:
            with translated(self.store.address(path)):
                answer = self._kv.read_secret_metadata(path=path, mount_point=naming.KV_MOUNT)
        except NotFoundError:
            return 0
        return int(answer["data"]["current_version"])

    def _already_there(self, parcel: Parcel) -> datetime:
        """The time of the current version where it holds this very value: an answer got lost."""
        path = parcel.key.name
        with suppress(StoreError):
            current = self.store.describe(path).current
            if current and same(self.store.get(path, current.id), parcel):
                return current.created
        raise ConflictError(
            place=self.store.address(path),
            problem="somebody else wrote it while the mirror was at it",
            way_out="repeat the command; it looks again first",
        )

    def _compare(self, parcel: Parcel, version: str) -> None:
        try:
            back = self.store.get(parcel.key.name, version)
        except DeniedError:
            return
        if not same(back, parcel):
            raise ReadBackError(
                place=self.store.address(parcel.key.name),
                problem=f"version {version}, read back, differs from what was written",
                way_out="repeat the command, and tell your administrator if it happens twice",
            )

    def remove(self, key: Key) -> None:
        """Delete the latest version, softly."""
        if self.store.describe(key.name).current is not None:
            self.store.delete(key.name, days=0)

    def audience(self, key: Key) -> tuple[str, ...] | None:
        """Policies say who reads; nothing is set with the value."""
        del key
        return None


def same(value: SecretStr, parcel: Parcel) -> bool:
    """Whether a value that was read is the one to deliver; an object's keys may stand in any order."""
    one, other = value.get_secret_value(), parcel.value.get_secret_value()
    if parcel.fields:
        with suppress(ValueError):
            one, other = (json.dumps(json.loads(text), sort_keys=True) for text in (one, other))
    return hmac.compare_digest(one.encode(), other.encode())
