"""What environments, repositories and organisations of GitHub have in common: they hold secrets and variables.

A secret's value is never shown again, its `updated_at` is; a variable shows its value. One listing tells of all
secrets, one of all variables; the key that secrets are sealed with is asked for once, and only if one is written.
https://docs.github.com/rest/actions/secrets, https://docs.github.com/rest/actions/variables
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from strongroom.destinations.contract import Key, Kind, Parcel, Present
from strongroom.destinations.github.errors import KeyChangedError
from strongroom.destinations.github.sealing import SealingKey
from strongroom.stores.errors import ConflictError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from strongroom.destinations.github.client import GithubClient

_LISTS: dict[Kind, str] = {"secret": "secrets", "configuration": "variables"}


@dataclass
class GithubHolder:
    """A place on GitHub; `secrets` and `variables` are the paths of its two collections, `limits` what they take."""

    client: GithubClient
    address: str
    secrets: str
    variables: str
    limits: Mapping[Kind, int]
    _key: SealingKey | None = field(default=None, repr=False)

    def look(self, keys: Collection[Key], *, everything: bool = False) -> Mapping[Key, Present]:
        """One listing for each kind that is asked about."""
        found: dict[Key, Present] = {}
        for kind, collection in _LISTS.items():
            if everything or any(key.kind == kind for key in keys):
                for item in self.client.pages(self._path(kind), collection, self.address):
                    present = _present(kind, item)
                    found[present.key] = present
        return found

    def deliver(self, parcel: Parcel, over: Present | None) -> datetime:
        """Set a secret, or make or change a variable."""
        if parcel.key.kind == "secret":
            return self._set_secret(parcel)
        return self._set_variable(parcel, over)

    def remove(self, key: Key) -> None:
        """Delete a secret or a variable."""
        try:
            self.client.send("DELETE", f"{self._path(key.kind)}/{key.name}", self._named(key))
        except NotFoundError:
            return

    def audience(self, key: Key) -> tuple[str, ...] | None:
        """Only what an organisation holds is shown to some repositories and not to others."""
        del key
        return None

    def settings(self, parcel: Parcel) -> dict[str, Any]:
        """What is sent beside the value."""
        del parcel
        return {}

    def _set_secret(self, parcel: Parcel) -> datetime:
        fetched = self._key is None
        try:
            return self._seal_and_put(parcel)
        except KeyChangedError:
            if fetched:  # just now: it is the value that is refused, not the key
                raise
        self._key = None
        return self._seal_and_put(parcel)

    def _seal_and_put(self, parcel: Parcel) -> datetime:
        body = self.sealing_key().seal(parcel.value) | self.settings(parcel)
        path = f"{self.secrets}/{parcel.key.name}"
        return self.client.send("PUT", path, self._named(parcel.key), body).at

    def sealing_key(self) -> SealingKey:
        """The place's public key, asked for once."""
        if self._key is None:
            self._key = SealingKey.of(self.client.get(f"{self.secrets}/public-key", self.address))
        return self._key

    def _set_variable(self, parcel: Parcel, over: Present | None) -> datetime:
        name, place = parcel.key.name, self._named(parcel.key)
        body = {"name": name, "value": parcel.value.get_secret_value()} | self.settings(parcel)
        if over is None:
            calls = self.client.calls
            try:
                return self.client.send("POST", self.variables, place, body).at
            except ConflictError:
                if self.client.calls == calls + 1:  # else an earlier try of ours made it, and its answer got lost
                    raise
        return self.client.send("PATCH", f"{self.variables}/{name}", place, body).at

    def _path(self, kind: Kind) -> str:
        return self.secrets if kind == "secret" else self.variables

    def _named(self, key: Key) -> str:
        return f"{self.address}/{key.name}"


def _present(kind: Kind, item: Mapping[str, Any]) -> Present:
    value = item.get("value")
    return Present(
        key=Key(kind=kind, name=item["name"]),
        changed=item["updated_at"],
        at=datetime.fromisoformat(item["updated_at"]),
        value=SecretStr(value) if value is not None else None,
        visibility=item.get("visibility"),
    )
