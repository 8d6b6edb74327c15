"""Entries of a Pulumi ESC environment: one YAML document, of which only our own entries are changed.

The document is fetched with its secrets encrypted, ours is set in clear beside them, and the service encrypts it as
it arrives: no other value is decrypted to write one. What was written is read back in clear, once. Two writers at once
are told apart by the document's ETag. https://www.pulumi.com/docs/esc/
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from binascii import Error as Base64Error
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from strongroom.destinations import yaml_lines
from strongroom.destinations.contract import Key, Kind, Parcel, Present
from strongroom.destinations.yaml_lines import YamlLinesError
from strongroom.stores.errors import ConflictError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from strongroom.destinations.esc_client import EscClient

DEFAULT_PROJECT = "default"  # of environments that are named without one
_VALUES = "values"
_SECRET, _BASE64, _CIPHERTEXT = "fn::secret", "fn::fromBase64", "ciphertext"
_TRIES = 5  # against writers who come in between


@dataclass
class EscEnvironment:
    """An environment, by the name that the catalogue has: `ai-cherry/sophia-production`, or with a project between."""

    client: EscClient
    name: str
    limits: Mapping[Kind, int] = field(default_factory=dict)
    _written: set[Key] = field(default_factory=set)

    @property
    def address(self) -> str:
        """The place as the catalogue writes it."""
        return f"esc:{self.name}"

    def look(self, keys: Collection[Key], *, everything: bool = False) -> Mapping[Key, Present]:
        """The document and the time of its last change.

        Values are told with `everything`, and of what this run wrote: then the document is fetched decrypted too.
        """
        data = self._read(self._document()[0])
        at = self._changed_at()
        readable = set(keys) if everything else self._written & set(keys)
        clear = self._read(self._document("/decrypt")[0]) if readable else None
        found: dict[Key, Present] = {}
        for key in keys:
            node = yaml_lines.found(data, _path(key))
            if node is not None:
                value = _value(yaml_lines.found(clear, _path(key))) if key in readable else None
                found[key] = Present(key=key, changed=_digest(node), at=at, value=value)
        return found

    def deliver(self, parcel: Parcel, over: Present | None) -> datetime:
        """Set the entry over what was seen; raises ConflictError where it changed since."""
        for _ in range(_TRIES):
            text, tag = self._document()
            node = yaml_lines.found(self._read(text), _path(parcel.key))
            if node is not None and _digest(node) != (over.changed if over else None):
                return self._already_there(parcel)
            try:
                answer = self.client.send(
                    "PATCH", self._url, self._named(parcel.key), self._with(text, parcel), {"ETag": tag}
                )
            except ConflictError:
                continue  # somebody changed the document, perhaps elsewhere in it
            self._written.add(parcel.key)
            return answer.at
        raise ConflictError(
            place=self._named(parcel.key),
            problem="others change the environment without a pause",
            way_out="repeat the command; it goes on with what is left",
        )

    def remove(self, key: Key) -> None:
        """Take the entry out of the document."""
        for _ in range(_TRIES):
            text, tag = self._document()
            try:
                without = yaml_lines.without_value(text, _path(key))
            except YamlLinesError as error:
                raise self._unfit(self._named(key), error) from None
            if without == text:
                return
            try:
                self.client.send("PATCH", self._url, self._named(key), without, {"ETag": tag})
            except ConflictError:
                continue
            return
        raise ConflictError(
            place=self._named(key),
            problem="others change the environment without a pause",
            way_out="repeat the command",
        )

    def audience(self, key: Key) -> tuple[str, ...] | None:
        """Who may open the environment sees all of it."""
        del key
        return None

    @property
    def _url(self) -> str:
        organisation, *rest = self.name.split("/")
        return "/".join([organisation, *([DEFAULT_PROJECT] if len(rest) == 1 else []), *rest])

    def _document(self, form: str = "") -> tuple[str, str]:
        """The text, and what tells this version of it from others."""
        response = self.client.send("GET", f"{self._url}{form}", self.address).response
        return response.content.decode(), response.headers.get("ETag", "")

    def _changed_at(self) -> datetime | None:
        revisions = self.client.get(f"{self._url}/versions?count=1", self.address)
        return datetime.fromisoformat(revisions[0]["created"]) if revisions else None

    def _read(self, text: str) -> Any:
        try:
            return yaml_lines.read(text)
        except YamlLinesError as error:
            raise self._unfit(self.address, error) from None

    def _with(self, text: str, parcel: Parcel) -> str:
        try:
            return yaml_lines.with_value(text, _path(parcel.key), _node(parcel))
        except YamlLinesError as error:
            raise self._unfit(self._named(parcel.key), error) from None

    def _unfit(self, place: str, error: YamlLinesError) -> RefusedError:
        return RefusedError(
            place=place, problem=f"its definition: {error}", way_out=f"correct it: pulumi env edit {self.name}"
        )

    def _already_there(self, parcel: Parcel) -> datetime:
        """The time of the last change where the entry holds this very value: an answer got lost."""
        clear = self._read(self._document("/decrypt")[0])
        value, at = _value(yaml_lines.found(clear, _path(parcel.key))), self._changed_at()
        wanted = parcel.value.get_secret_value().encode()
        if value is not None and at and hmac.compare_digest(value.get_secret_value().encode(), wanted):
            return at
        raise ConflictError(
            place=self._named(parcel.key),
            problem="somebody else wrote it while the mirror was at it",
            way_out="repeat the command; it looks again first",
        )

    def _named(self, key: Key) -> str:
        return f"{self.address}/{key.name}"


def _path(key: Key) -> list[str]:
    return [_VALUES, *key.name.split(".")]


def _node(parcel: Parcel) -> Any:
    """How an entry is written. `$$` and `${` mean something in a text of ESC: such a value goes in base64."""
    text = parcel.value.get_secret_value()
    plain = "$$" not in text and "${" not in text
    shown = text if plain else base64.b64encode(text.encode()).decode()
    node: Any = {_SECRET: shown} if parcel.key.kind == "secret" else shown
    return node if plain else {_BASE64: node}


def _value(node: Any) -> SecretStr | None:
    """The value of an entry in clear; None where it is written in a way that says no text by itself."""
    if isinstance(node, dict) and set(node) == {_BASE64}:
        inner = _value(node[_BASE64])
        try:
            return inner and SecretStr(base64.b64decode(inner.get_secret_value(), validate=True).decode())
        except (Base64Error, ValueError):
            return None
    if isinstance(node, dict) and set(node) == {_SECRET}:
        node = node[_SECRET]
    return SecretStr(node) if isinstance(node, str) else None


def _digest(node: Any) -> str:
    """Moves with every write: encryption never gives the same twice."""
    return hashlib.sha256(yaml_lines.quoted(node).encode()).hexdigest()[:16]
