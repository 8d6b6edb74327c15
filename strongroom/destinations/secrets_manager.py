"""Entries of Secrets Manager, for workspaces that keep their record in Vault."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from strongroom import naming
from strongroom.destinations.contract import Key, Kind, Parcel, Present
from strongroom.stores.errors import DeniedError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from strongroom.stores.contract import Entry
    from strongroom.stores.secrets_manager import SecretsManager

_DAYS = 30  # in which what was taken away can be brought back


@dataclass(frozen=True)
class SecretsManagerEntries:
    """The entries of one environment. Like Vault's, they are asked for one by one."""

    store: SecretsManager
    address: str
    limits: Mapping[Kind, int] = field(default_factory=dict)

    def look(self, keys: Collection[Key], *, everything: bool = False) -> Mapping[Key, Present]:
        """One request an entry; with `everything` a second one for the value."""
        found: dict[Key, Present] = {}
        for key in keys:
            entry = self._entry(key)
            if entry is None or entry.current is None or entry.deletion is not None:
                continue
            present = Present(key=key, changed=entry.current.id, at=entry.current.created)
            if everything:
                with suppress(DeniedError):
                    present = replace(present, value=self.store.get(key.name, entry.current.id))
            found[key] = present
        return found

    def _entry(self, key: Key) -> Entry | None:
        try:
            return self.store.describe(key.name)
        except NotFoundError:
            return None

    def deliver(self, parcel: Parcel, over: Present | None) -> datetime:
        """Put the value over what was seen; make the entry where it is missing, bring it back where it was deleted."""
        entry, seen = self._entry(parcel.key), over.changed if over else None
        if entry is None:
            tags = {"Project": naming.PROJECT, "Environment": self.store.environment, "ManagedBy": "strongroom"}
            self.store.create(parcel.key.name, description=parcel.description, tags=tags)
        elif entry.deletion is not None:
            seen = self.store.restore(parcel.key.name).id
        return self.store.put(parcel.key.name, parcel.value, over=seen, fields=parcel.fields).created

    def remove(self, key: Key) -> None:
        """Schedule the entry for deletion."""
        entry = self._entry(key)
        if entry is not None and entry.deletion is None:
            self.store.delete(key.name, days=_DAYS)

    def audience(self, key: Key) -> tuple[str, ...] | None:
        """Policies say who reads; nothing is set with the value."""
        del key
        return None
