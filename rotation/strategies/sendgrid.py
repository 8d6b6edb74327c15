"""An API key of SendGrid. The value is the key itself, `SG.<id>.<secret>`.

A new key is made with the name and the scopes of the current one, tried, and made current; after the grace the old one
is deleted, and so is what a killed run may have left. Keys that this made are known by the end of their names.

Whose key does it: the superuser's that the catalogue names, else the current one, which then needs the scopes
api_keys.create, api_keys.read and api_keys.delete.
https://www.twilio.com/docs/sendgrid/api-reference/api-keys
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from rotation import http_api
from rotation.errors import RefusedError, UntestedError, ValueShapeError
from rotation.strategies.contract import Change, Strategy

if TYPE_CHECKING:
    from collections.abc import Iterator

_SERVICE = "SendGrid"
_PARTS = 3
_MADE_BY_US = re.compile(r" \(strongroom [0-9a-f]{8} [0-9a-f]{8}\)$")
_LONGEST_NAME = 100
_NOT_FOUND = 404


class Sendgrid(Strategy):
    """Two keys in the overlap."""

    has_grace = True

    def propose(self, change: Change, stray: str | None) -> str:
        if stray and _scopes(change, stray) is not None:
            return stray
        with _client(change, _keeper(change)) as client:
            old = _call(client, "GET", f"/v3/api_keys/{_id(change.current)}").json()
            body = {"name": _name(change, old["name"]), "scopes": old["scopes"]}
            return str(_call(client, "POST", "/v3/api_keys", body=body).json()["api_key"])

    def discard(self, change: Change, value: str) -> None:
        with _client(change, _keeper(change)) as client:
            _delete(client, _id(value))

    def test(self, change: Change) -> None:
        """The new key is let in, and may do all that the current one may."""
        new, old = _scopes(change, change.proposed), _scopes(change, change.current)
        if new is None:
            raise UntestedError(
                "SendGrid refuses the new key",
                way_out="take AWSPENDING off it (strongroom rotation unstick), rotate again",
            )
        if old is not None and not new >= old:
            raise UntestedError(
                f"the new key lacks {len(old - new)} of the current key's scopes",
                way_out="add them in SendGrid's settings",
            )

    def rehearse(self, change: Change) -> None:
        with _client(change, _keeper(change)) as client:
            _call(client, "GET", f"/v3/api_keys/{_id(change.current)}")

    def retires(self, change: Change) -> bool:
        return change.previous is not None and change.previous != change.current

    def retire(self, change: Change) -> str | None:
        with _client(change, _keeper(change)) as client:
            found = _call(client, "GET", "/v3/api_keys").json()["result"]
            mine = {key["api_key_id"] for key in found if key["name"].endswith(")") and _mark(change) in key["name"]}
            for key_id in sorted((mine | {_id(str(change.previous))}) - {_id(change.current)}):
                _delete(client, key_id)
        return None


def _keeper(change: Change) -> str:
    named = change.settings.superuser
    return change.value_of(named) if named else change.current


@contextmanager
def _client(change: Change, key: str) -> Iterator[Any]:
    headers = {"Authorization": f"Bearer {key}"}
    with change.services.http(base_url=change.services.sendgrid_url, headers=headers) as client:
        yield client


def _call(client: Any, method: str, path: str, **arguments: Any) -> Any:
    return http_api.call(client, _SERVICE, method, path, **arguments)


def _delete(client: Any, key_id: str) -> None:
    _call(client, "DELETE", f"/v3/api_keys/{key_id}", passing=(_NOT_FOUND,))


def _scopes(change: Change, key: str) -> set[str] | None:
    """What a key may do; None where SendGrid refuses it."""
    try:
        with _client(change, key) as client:
            return set(_call(client, "GET", "/v3/scopes").json()["scopes"])
    except RefusedError:
        return None


def _id(key: str) -> str:
    parts = key.split(".")
    if len(parts) != _PARTS or parts[0] != "SG" or not re.fullmatch(r"[A-Za-z0-9_-]+", parts[1]):
        raise ValueShapeError("the value is no API key of SendGrid", way_out="put one: strongroom put PATH")
    return parts[1]


def _mark(change: Change) -> str:
    """What marks the keys of this entry as made here; a hash, as names of entries may be long."""
    return f" (strongroom {sha256(change.name.encode()).hexdigest()[:8]} "


def _name(change: Change, old: str) -> str:
    token = sha256(change.token.encode()).hexdigest()[:8]
    end = f"{_mark(change)}{token})"
    return _MADE_BY_US.sub("", old)[: _LONGEST_NAME - len(end)] + end


STRATEGY = Sendgrid()
