"""A stand-in in this process, seeded with one organisation and one repository."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from nacl.public import PublicKey, SealedBox

from local.github.application import StandIn
from tests.local.github.in_process import InProcess


@dataclass(frozen=True, kw_only=True)
class Site:
    """A client with the token, and shortcuts for what most tests do."""

    client: httpx.Client
    repository_id: int

    def call(self, method: str, path: str, body: dict[str, Any] | None = None, *, expect: int) -> Any:
        """Send a request, insist on its status, and give the parsed answer."""
        response = self.client.request(method, path, json=body)
        assert response.status_code == expect, f"{method} {path}: {response.status_code} {response.text}"
        return response.json() if response.content else None

    def sealed(self, scope: str, value: bytes) -> dict[str, str]:
        """The body of a put: the value sealed for the public key of this scope."""
        key = self.call("GET", f"{scope}/public-key", expect=200)
        box = SealedBox(PublicKey(base64.b64decode(key["key"])))
        return {"encrypted_value": base64.b64encode(box.encrypt(value)).decode(), "key_id": key["key_id"]}

    def put(self, scope: str, name: str, value: bytes, *, expect: int = 201) -> Any:
        """Seal a value and put it as a secret."""
        return self.call("PUT", f"{scope}/{name}", self.sealed(scope, value), expect=expect)


def client_of(stand_in: StandIn, token: str) -> httpx.Client:
    """A client that sends the token."""
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.Client(transport=InProcess(stand_in), base_url="http://127.0.0.1", headers=headers)


@pytest.fixture
def site() -> Site:
    """`occ/site` with the environment `prod/eu`."""
    token = secrets.token_urlsafe()
    stand_in = StandIn(token=token)
    client = client_of(stand_in, token)
    seed = {
        "repositories": [{"full_name": "occ/site", "workflows": ["mirror.yml"]}, "occ/other"],
        "users": ["ada"],
        "teams": [{"organisation": "occ", "slug": "platform", "members": ["ada"]}],
    }
    numbers = client.post("/_seed", json=seed).json()
    assert client.put("/repos/occ/site/environments/prod%2Feu", json={}).status_code == 200
    return Site(client=client, repository_id=numbers["repositories"]["occ/site"])


@pytest.fixture
def scope(request: pytest.FixtureRequest, site: Site) -> str:
    """The secrets path that a parametrised test asks for, with the repository's number filled in."""
    return str(request.param).format(id=site.repository_id)
