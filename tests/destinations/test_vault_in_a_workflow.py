"""A workflow signs in to Vault with GitHub's token of the run, and can do what the mirror's policy allows: no more."""

from __future__ import annotations

import json
import secrets
import threading
import time
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import hvac
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from hvac.exceptions import InvalidRequest
from pydantic import SecretStr
from typing_extensions import override

from strongroom.destinations.contract import Key, Parcel
from strongroom.destinations.opening import Opener
from strongroom.stores.errors import DeniedError, WrongPlaceError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.stores.servers import Server

pytestmark = pytest.mark.real

# As strongroom/catalogue/vault_policies.py writes it.
POLICY = """
path "secret/data/shop/mail/key" { capabilities = ["create", "update"] }
path "secret/metadata/shop/mail/key" { capabilities = ["create", "read", "update"] }
"""
KEY = Key(kind="secret", name="shop/mail/key")


@contextmanager
def issuer(private: rsa.RSAPrivateKey, bearer: str) -> Iterator[str]:
    """GitHub's endpoint for tokens of a run."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            assert self.headers["authorization"] == f"Bearer {bearer}"
            audience = self.path.partition("audience=")[2].replace("%3A", ":").replace("%2F", "/")
            claims = {"aud": audience, "repository": "shop/mirror", "exp": int(time.time()) + 60}
            body = json.dumps({"value": jwt.encode(claims, private, algorithm="RS256")}).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        @override
        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/token?api-version=2.0"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def workflow(vault_server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[hvac.Client]:
    """The environment of a run whose repository may write one entry; gives an administrator's client."""
    admin = hvac.Client(url=vault_server.url, token=vault_server.environment["VAULT_TOKEN"])
    private, bearer = rsa.generate_private_key(public_exponent=65537, key_size=2048), secrets.token_urlsafe()
    pem = private.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    with suppress(InvalidRequest):  # a test before this one enabled it
        admin.sys.enable_auth_method("jwt", path="github-actions")
    admin.auth.jwt.configure(jwt_validation_pubkeys=[pem.decode()], path="github-actions")
    admin.sys.create_or_update_policy("mirror", POLICY)
    admin.auth.jwt.create_role(
        name="mirror",
        role_type="jwt",
        user_claim="repository",
        allowed_redirect_uris=[],
        bound_audiences=["https://127.0.0.1"],
        token_policies=["mirror"],
        path="github-actions",
    )
    monkeypatch.setenv("VAULT_ADDR", vault_server.url)
    monkeypatch.delenv("VAULT_TOKEN", raising=False)
    monkeypatch.setenv("STRONGROOM_VAULT_ROLE", "mirror")
    monkeypatch.setenv("ACTIONS_ID_TOKEN_REQUEST_TOKEN", bearer)
    with issuer(private, bearer) as url:
        monkeypatch.setenv("ACTIONS_ID_TOKEN_REQUEST_URL", url)
        yield admin


def test_a_run_signs_in_and_writes_what_its_policy_allows(workflow: hvac.Client) -> None:
    place = Opener("local").open("vault:secret")
    first, second = (SecretStr(secrets.token_urlsafe(20)) for _ in range(2))
    place.deliver(Parcel(key=KEY, value=first), None)
    there = place.look([KEY], everything=True)[KEY]
    assert there.value is None, "the mirror's policy reads no value, and it asks for no more"
    place.deliver(Parcel(key=KEY, value=second), there)
    assert place.look([KEY])[KEY].changed != there.changed
    held = workflow.secrets.kv.v2.read_secret_version(path=KEY.name, raise_on_deleted_version=True)["data"]["data"]
    assert held == {"value": second.get_secret_value()}
    with pytest.raises(DeniedError):
        place.deliver(Parcel(key=Key(kind="secret", name="shop/other/key"), value=first), None)


def test_a_runs_token_goes_to_no_server_of_another_kind(workflow: hvac.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACTIONS_ID_TOKEN_REQUEST_URL", "http://127.0.0.1:9/never-asked")
    with pytest.raises(WrongPlaceError, match="a rehearsal on this machine"):
        Opener("production").open("vault:secret")


def test_a_run_that_gets_no_token_is_told_what_it_needs(workflow: hvac.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACTIONS_ID_TOKEN_REQUEST_URL", "http://127.0.0.1:9/token")
    with pytest.raises(DeniedError, match="id-token: write"):
        Opener("local").open("vault:secret")
