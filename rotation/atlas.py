"""MongoDB Atlas's Admin API, as far as database users go.

The key is the value of the superuser's entry, JSON: `group_id` (the project), and `public_key` and `private_key` of a
programmatic API key, or `client_id` and `client_secret` of a service account. It needs Project Database Access Admin,
and Project Read Only to see whether a change has arrived.
https://www.mongodb.com/docs/api/doc/atlas-admin-api-v2/
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from rotation import http_api
from rotation.errors import BusyError, ValueShapeError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rotation.services import Services

_SERVICE = "MongoDB Atlas"
_TYPE = "application/vnd.atlas.2023-01-01+json"
_NOT_FOUND, _CONFLICT = 404, 409
_POLL_SECONDS = 5.0
_COPIED = ("roles", "scopes", "labels")


@dataclass(frozen=True)
class Project:
    """One project, with a client that has signed in."""

    client: Any
    group: str
    services: Services

    def user(self, name: str) -> dict[str, Any] | None:
        """A database user; None where there is none."""
        answer = self._call("GET", f"/databaseUsers/admin/{quote(name, safe='')}", passing=(_NOT_FOUND,))
        return answer.json() if answer.status_code != _NOT_FOUND else None

    def set_password(self, name: str, password: str) -> None:
        """Give a user another password."""
        self._call("PATCH", f"/databaseUsers/admin/{quote(name, safe='')}", body={"password": password})

    def create_like(self, model: dict[str, Any], name: str, password: str) -> None:
        """Make a user with the roles of another; one that a twin run has made meanwhile gets the password."""
        copied = {key: model[key] for key in _COPIED if model.get(key)}
        body = {**copied, "databaseName": "admin", "groupId": self.group, "username": name, "password": password}
        if self._call("POST", "/databaseUsers", body=body, passing=(_CONFLICT,)).status_code == _CONFLICT:
            self.set_password(name, password)

    def wait(self) -> None:
        """Wait until every cluster has all changes of users; raises BusyError when it takes too long."""
        found = self._call("GET", "/clusters?itemsPerPage=500").json()
        waiting = [cluster["name"] for cluster in found.get("results", [])]
        waited = 0.0
        while waiting := [name for name in waiting if not self._has_changes(name)]:
            if waited >= self.services.patience:
                raise BusyError(f"Atlas has not brought the change to {waiting[0]} yet", way_out="the step is repeated")
            self.services.sleep(_POLL_SECONDS)
            waited += _POLL_SECONDS

    def _has_changes(self, cluster: str) -> bool:
        answer = self._call("GET", f"/clusters/{quote(cluster, safe='')}/status")
        return bool(answer.json().get("changeStatus") == "APPLIED")

    def _call(self, method: str, path: str, **arguments: Any) -> Any:
        return http_api.call(
            self.client, _SERVICE, method, f"/api/atlas/v2/groups/{quote(self.group, safe='')}{path}", **arguments
        )


@contextmanager
def project(services: Services, key: str) -> Iterator[Project]:
    """The project that a key is for."""
    document = _read(key)
    headers = {"Accept": _TYPE}
    with services.http(base_url=services.atlas_url, headers=headers) as client:
        if "client_id" in document:
            client.headers["Authorization"] = f"Bearer {_token(client, document)}"
        else:
            from httpx import DigestAuth

            client.auth = DigestAuth(document["public_key"], document["private_key"])
        yield Project(client, document["group_id"], services)


def _token(client: Any, document: dict[str, str]) -> str:
    from httpx import BasicAuth

    client.auth = BasicAuth(document["client_id"], document["client_secret"])
    path = "/api/oauth/token?grant_type=client_credentials"
    token = http_api.call(client, _SERVICE, "POST", path).json()["access_token"]
    client.auth = None
    return str(token)


def _read(key: str) -> dict[str, str]:
    try:
        document = json.loads(key)
    except ValueError:
        document = None
    held = {name for name, text in document.items() if isinstance(text, str)} if isinstance(document, dict) else set()
    if not (held >= {"group_id", "public_key", "private_key"} or held >= {"group_id", "client_id", "client_secret"}):
        raise ValueShapeError(
            "the superuser's value is no key of Atlas",
            way_out="store JSON: group_id, and public_key with private_key or client_id with client_secret",
        )
    return dict(document)
