"""Secrets of an app on Fly.

A value is never shown again; its digest and the time of its last change are. What is set is staged: the machines of
the app take it when they are deployed anew, by somebody's next `fly deploy` or at once by `roll_out`.
https://fly.io/docs/apps/secrets/, https://fly.io/docs/machines/api/
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from strongroom.destinations.contract import Key, Kind, Parcel, Present
from strongroom.destinations.fly_machines import FlyMachines
from strongroom.stores.errors import NotFoundError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from strongroom.destinations.fly_client import FlyClient

VARIABLE_BYTES = 128 * 1024  # what Linux takes for one variable of a program's environment, its name included


@dataclass
class FlyApp:
    """An app. Configuration arrives as a secret as well: Fly has no variables beside the app's own file."""

    client: FlyClient
    app: str
    limits: Mapping[Kind, int] = field(default_factory=dict)
    _version: int | None = None  # of the secrets, as Fly counts

    @property
    def address(self) -> str:
        """The place as the catalogue writes it."""
        return f"fly:{self.app}"

    def look(self, keys: Collection[Key], *, everything: bool = False) -> Mapping[Key, Present]:
        """One listing."""
        del everything  # no value can be read
        asked = {key.name: key for key in keys}
        return {
            present.key: present
            for item in self._listed()
            for present in [_present(asked.get(item["name"]) or Key(kind="secret", name=item["name"]), item)]
        }

    def deliver(self, parcel: Parcel, over: Present | None) -> datetime:
        """Set the secret; the machines keep what they have until they are deployed."""
        del over
        name, text = parcel.key.name, parcel.value.get_secret_value()
        if problem := _unfit(name, text):
            raise RefusedError(place=self._named(name), problem=problem, way_out="deliver it elsewhere, or change it")
        answer = self.client.send("POST", self._path, self._named(name), {"values": {name: text}})
        self._version = answer.response.json().get("version") or self._version
        return answer.at

    def remove(self, key: Key) -> None:
        """Take the secret away; staged, like everything."""
        try:
            self.client.send("DELETE", f"{self._path}/{key.name}", self._named(key.name))
        except NotFoundError:
            self._listed()  # tells an app that is gone from a secret that is

    def audience(self, key: Key) -> tuple[str, ...] | None:
        """All machines of an app see all its secrets."""
        del key
        return None

    @property
    def waits(self) -> str:
        """What a delivery waits for, as a sentence of the plan."""
        return "staged: its machines take the values with the app's next deployment; --deploy restarts them, one by one"

    def roll_out(self) -> Iterator[str]:
        """Deploy what is staged, machine by machine; tells of each, and stops at the first that fails."""
        yield from FlyMachines(self.client, self.app).take(_listing(self._listed()), self._version)

    def _listed(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.client.get(self._path, self.address).get("secrets") or []
        return found

    @property
    def _path(self) -> str:
        return f"apps/{self.app}/secrets"

    def _named(self, name: str) -> str:
        return f"{self.address}/{name}"


def _present(key: Key, item: Mapping[str, Any]) -> Present:
    time = item.get("updated_at") or item.get("created_at")
    return Present(
        key=key,
        changed=f"{item.get('digest', '')} {time or ''}".strip(),
        at=datetime.fromisoformat(time) if time else None,
    )


def _listing(items: Iterable[Mapping[str, Any]]) -> str:
    """Names a state of all secrets of an app; another one after every change, and after a removal too."""
    lines = sorted(f"{item['name']} {item.get('digest')} {item.get('updated_at')}" for item in items)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def _unfit(name: str, text: str) -> str | None:
    """Why a machine could not have it in its environment."""
    if "\0" in text:
        return "the value holds a zero byte, and no variable of an environment does"
    if len(f"{name}={text}".encode()) >= VARIABLE_BYTES:
        return f"the value is over {VARIABLE_BYTES // 1024} KB, more than a variable of an environment takes"
    return None
