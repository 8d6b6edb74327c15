"""Who may sign with the key of a role comes into Vault without a token, as the local stack's shell does."""

from __future__ import annotations

import secrets
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import boto3
import hvac
import pytest
from cryptography.hazmat.primitives import serialization
from hvac.exceptions import InvalidRequest
from pydantic import SecretStr

from strongroom.destinations.contract import Key, Parcel
from strongroom.destinations.opening import Opener
from strongroom.stores.errors import StoreError, WrongPlaceError
from strongroom.stores.vault import Vault
from strongroom.vault.names import Names
from tests.destinations.test_vault_in_a_workflow import POLICY

if TYPE_CHECKING:
    from strongroom.stores.contract import Version
    from tests.stores.servers import Server

pytestmark = pytest.mark.real

KEY = Key(kind="secret", name="shop/mail/key")


@pytest.fixture
def admin(vault_server: Server, aws_server: Server, monkeypatch: pytest.MonkeyPatch) -> hvac.Client:
    """A key in KMS for whose signatures Vault lets the deployer in; gives an administrator's client."""
    for name, text in aws_server.environment.items():
        monkeypatch.setenv(name, text)
    monkeypatch.setenv("VAULT_ADDR", vault_server.url)
    monkeypatch.delenv("VAULT_TOKEN", raising=False)
    monkeypatch.setenv("STRONGROOM_VAULT_KEY_ROLE", "deployer")
    kms: Any = boto3.client("kms", region_name="us-east-1")
    made = kms.create_key(KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
    with suppress(kms.exceptions.AlreadyExistsException):
        kms.create_alias(AliasName=Names("local").key("deployer"), TargetKeyId=made)
    public = serialization.load_der_public_key(kms.get_public_key(KeyId=Names("local").key("deployer"))["PublicKey"])
    pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    found = hvac.Client(url=vault_server.url, token=vault_server.environment["VAULT_TOKEN"])
    with suppress(InvalidRequest):  # a test before this one enabled it
        found.sys.enable_auth_method("jwt", path="deployer")
    found.auth.jwt.configure(jwt_validation_pubkeys=[pem.decode()], path="deployer")
    found.sys.create_or_update_policy("mirror", POLICY)
    found.auth.jwt.create_role(
        name="deployer",
        role_type="jwt",
        user_claim="sub",
        bound_subject="deployer",
        allowed_redirect_uris=[],
        bound_audiences=["127.0.0.1"],
        token_policies=["mirror"],
        path="deployer",
    )
    return found


def test_a_value_is_delivered_without_a_token_and_not_read_back(admin: hvac.Client) -> None:
    place, value = Opener("local").open("vault:secret"), SecretStr(secrets.token_urlsafe(20))
    place.deliver(Parcel(key=KEY, value=value), place.look([KEY]).get(KEY))
    assert place.look([KEY], everything=True)[KEY].value is None
    held = admin.secrets.kv.v2.read_secret_version(path=KEY.name, raise_on_deleted_version=True)["data"]["data"]
    assert held == {"value": value.get_secret_value()}


def test_a_signature_goes_to_no_server_of_another_kind(admin: hvac.Client) -> None:
    with pytest.raises(WrongPlaceError, match="a rehearsal on this machine"):
        Opener("production").open("vault:secret")


def test_without_the_key_nobody_comes_in(admin: hvac.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRONGROOM_VAULT_KEY_ROLE", "operator")
    with pytest.raises(StoreError, match="vault-operator"):
        Opener("local").open("vault:secret")


def test_a_delivery_ends_once_the_node_that_is_asked_knows_of_it(
    admin: hvac.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A standby answers reads itself, a tenth of a second late."""
    place, history, asked = Opener("local").open("vault:secret"), Vault.history, []

    def late(store: Vault, path: str) -> tuple[Version, ...]:
        asked.append(path)
        return history(store, path) if len(asked) > 3 else ()

    monkeypatch.setattr(Vault, "history", late)
    over = place.look([KEY]).get(KEY)
    asked.clear()
    place.deliver(Parcel(key=KEY, value=SecretStr(secrets.token_urlsafe(20))), over)
    assert len(asked) == 4
