"""Signing in as an app: one token an owner, made with a key that stays in KMS."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import boto3
import httpx
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

from strongroom.destinations.github.app import AppAuth, sign_with_kms

if TYPE_CHECKING:
    from tests.stores.servers import Server

NOW = 1_800_000_000.0


@dataclass
class Api:
    """What GitHub answers an app, and what it was asked."""

    asked: list[str] = field(default_factory=list)
    bearers: list[str] = field(default_factory=list)
    installed: bool = True

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """One answer."""
        path = request.url.path
        self.asked.append(f"{request.method} {path}")
        self.bearers.append(request.headers["authorization"].removeprefix("Bearer "))
        if path.endswith("/installation"):
            return httpx.Response(200, json={"id": 7}) if self.installed else httpx.Response(404, json={})
        if path.endswith("/access_tokens"):
            return httpx.Response(201, json={"token": f"t{len(self.asked)}", "expires_at": "2027-01-15T09:00:00Z"})
        return httpx.Response(200, json={})

    def client(self, auth: AppAuth, root: str = "https://api.github.com/") -> httpx.Client:
        """A client that signs in so."""
        return httpx.Client(transport=httpx.MockTransport(self), base_url=root, auth=auth)


def unsigned(_digest: bytes) -> bytes:
    """No signature at all."""
    return b"signature"


def app() -> AppAuth:
    """An app at a fixed time, an hour before its tokens end."""
    return AppAuth("Iv1.app", unsigned, now=lambda: NOW)


def test_an_owner_costs_two_requests_once_and_each_owner_has_a_token_of_its_own() -> None:
    api = Api()
    with api.client(app()) as client:
        for path in ("repos/shop/site/actions/secrets", "repos/shop/other/actions/secrets", "orgs/occ/actions/secrets"):
            assert client.get(path).status_code == 200
    assert api.asked == [
        "GET /repos/shop/site/installation",
        "POST /app/installations/7/access_tokens",
        "GET /repos/shop/site/actions/secrets",
        "GET /repos/shop/other/actions/secrets",
        "GET /orgs/occ/installation",
        "POST /app/installations/7/access_tokens",
        "GET /orgs/occ/actions/secrets",
    ]
    assert [api.bearers[index] for index in (2, 3, 6)] == ["t2", "t2", "t6"]


def test_a_token_that_is_about_to_end_is_made_anew() -> None:
    api, time = Api(), [NOW]
    with api.client(AppAuth("Iv1.app", unsigned, now=lambda: time[0])) as client:
        client.get("orgs/occ/actions/secrets")
        time[0] += 3600
        client.get("orgs/occ/actions/secrets")
    assert api.asked.count("POST /app/installations/7/access_tokens") == 2


def test_an_owner_where_the_app_is_not_installed_answers_as_what_it_is() -> None:
    with Api(installed=False).client(app()) as client:
        assert client.get("orgs/occ/actions/secrets").status_code == 404


def test_an_enterprise_server_is_asked_below_its_own_path() -> None:
    api = Api()
    with api.client(app(), "https://git.example.org/api/v3/") as client:
        client.get("repos/shop/site/environments/staging/secrets")
    assert api.asked[:2] == [
        "GET /api/v3/repos/shop/site/installation",
        "POST /api/v3/app/installations/7/access_tokens",
    ]


@pytest.mark.real
def test_the_assertion_is_signed_by_the_key_in_kms(aws_server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in aws_server.environment.items():
        monkeypatch.setenv(name, text)
    kms = boto3.client("kms", region_name="us-east-1")
    key = kms.create_key(KeyUsage="SIGN_VERIFY", KeySpec="RSA_2048")["KeyMetadata"]["KeyId"]
    api = Api()
    with api.client(AppAuth("Iv1.app", sign_with_kms(key), now=lambda: NOW)) as client:
        client.get("orgs/occ/actions/secrets")
    signed, _, signature = api.bearers[0].rpartition(".")
    public = load_der_public_key(kms.get_public_key(KeyId=key)["PublicKey"])
    assert isinstance(public, rsa.RSAPublicKey)
    public.verify(decoded(signature), signed.encode(), padding.PKCS1v15(), hashes.SHA256())
    assert json.loads(decoded(signed.partition(".")[2])) == {"iat": NOW - 60, "exp": NOW + 540, "iss": "Iv1.app"}


def decoded(text: str) -> bytes:
    """Base64 for URLs, without its padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
