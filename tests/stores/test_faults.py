"""Failure is normal: every way a store can fail is told with place, problem and way out, and changes nothing."""

from __future__ import annotations

import json
import secrets
import time
import uuid
from typing import TYPE_CHECKING

import boto3
import pytest
from pydantic import SecretStr

from local.cloud.health import free_port
from strongroom.stores.errors import (
    ConflictError,
    DeniedError,
    NotFoundError,
    PendingDeletionError,
    ReadBackError,
    RefusedError,
    StoreError,
    ThrottledError,
    UnreachableError,
)
from strongroom.stores.opening import open_store
from strongroom.stores.secrets_manager import SecretsManager
from tests.stores.proxy import Fault, Proxy, aws_error, between, vault_error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from strongroom.stores.contract import Store
    from tests.stores import servers

pytestmark = pytest.mark.real

PUT = {"secrets-manager": "PutSecretValue", "vault": "/v1/secret/data/"}


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retries happen, their pauses don't."""
    monkeypatch.setattr(time, "sleep", lambda _seconds: None)


@pytest.fixture
def aws(aws_server: servers.Server, monkeypatch: pytest.MonkeyPatch, impatient: None) -> Iterator[Proxy]:
    """A proxy in front of the AWS emulator, with the environment set to use it."""
    with between(aws_server.url) as proxy:
        for name, text in {**aws_server.environment, "AWS_ENDPOINT_URL": proxy.url}.items():
            monkeypatch.setenv(name, text)
        yield proxy


@pytest.fixture
def vault(vault_server: servers.Server, monkeypatch: pytest.MonkeyPatch, impatient: None) -> Iterator[Proxy]:
    """A proxy in front of OpenBao, with the environment set to use it."""
    with between(vault_server.url) as proxy:
        for name, text in {**vault_server.environment, "VAULT_ADDR": proxy.url}.items():
            monkeypatch.setenv(name, text)
        yield proxy


def prepared(kind: str) -> tuple[Store, str, SecretStr]:
    """A store, and an entry in it that has a value."""
    store = open_store("vault" if kind == "vault" else "secrets-manager", "local")
    path, value = f"project/tests/{uuid.uuid4().hex}", SecretStr(secrets.token_urlsafe(24))
    store.create(path, description="An entry of the tests", tags={})
    store.put(path, value, over=None)
    return store, path, value


AWS_ANSWERS = [
    (aws_error("AccessDeniedException"), DeniedError, "ask for secretsmanager:PutSecretValue"),
    (aws_error("ExpiredTokenException"), DeniedError, "sign in again"),
    (aws_error("UnrecognizedClientException"), DeniedError, "sign in again"),
    (aws_error("ThrottlingException"), ThrottledError, "wait a minute"),
    (aws_error("InternalServiceError", status=500), UnreachableError, "repeat the command"),
    (aws_error("ServiceUnavailable", status=503), UnreachableError, "repeat the command"),
    (aws_error("ResourceNotFoundException"), NotFoundError, "pulumi up --stack local"),
    (aws_error("InvalidParameterException"), RefusedError, "InvalidParameterException"),
    (Fault(status=500, body=b"<html>not JSON"), StoreError, "; "),
]
VAULT_ANSWERS = [
    (vault_error(403), DeniedError, "vault login"),
    (vault_error(429), ThrottledError, "wait a minute"),
    (vault_error(500), UnreachableError, "vault status"),
    (vault_error(503), UnreachableError, "sealed"),
    (vault_error(404), NotFoundError, "strongroom status"),
    (vault_error(400), RefusedError, "Vault refused it"),
    (Fault(status=502, body=b"<html>not JSON"), UnreachableError, "vault status"),
]


@pytest.mark.parametrize(("answer", "error", "words"), AWS_ANSWERS, ids=lambda case: getattr(case, "__name__", None))
def test_each_answer_of_aws_is_told_with_a_way_out(
    aws: Proxy, answer: Fault, error: type[StoreError], words: str
) -> None:
    told_and_nothing_changed("secrets-manager", aws, answer, error, words)


@pytest.mark.parametrize(("answer", "error", "words"), VAULT_ANSWERS, ids=lambda case: getattr(case, "__name__", None))
def test_each_answer_of_vault_is_told_with_a_way_out(
    vault: Proxy, answer: Fault, error: type[StoreError], words: str
) -> None:
    told_and_nothing_changed("vault", vault, answer, error, words)


def told_and_nothing_changed(kind: str, proxy: Proxy, answer: Fault, error: type[StoreError], words: str) -> None:
    """A put that meets `answer` raises `error` and leaves the value as it was."""
    store, path, before = prepared(kind)
    current = store.describe(path).current
    assert current is not None
    mine = secrets.token_urlsafe(24)
    proxy.fail(PUT[kind], answer)
    with pytest.raises(error) as raised:
        store.put(path, SecretStr(mine), over=current.id)
    assert words in str(raised.value)
    assert path in str(raised.value)
    assert mine not in str(raised.value)
    assert "a message of the server" not in str(raised.value), "a server's message may quote the request"
    proxy.faults.clear()
    assert store.get(path) == before


@pytest.mark.parametrize("kind", ["secrets-manager", "vault"])
def test_a_store_that_is_down_is_told_as_unreachable(
    kind: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    request.getfixturevalue("vault" if kind == "vault" else "aws")
    nobody = f"http://127.0.0.1:{free_port()}"
    monkeypatch.setenv("VAULT_ADDR" if kind == "vault" else "AWS_ENDPOINT_URL", nobody)
    store = open_store("vault" if kind == "vault" else "secrets-manager", "local")
    for ask in (lambda: store.describe("a/b"), store.entries, lambda: store.get("a/b")):
        with pytest.raises(UnreachableError, match="repeating the command is safe"):
            ask()


@pytest.mark.parametrize("kind", ["secrets-manager", "vault"])
def test_a_moment_of_trouble_is_bridged_by_retries(kind: str, request: pytest.FixtureRequest) -> None:
    proxy: Proxy = request.getfixturevalue("vault" if kind == "vault" else "aws")
    store, path, _ = prepared(kind)
    current = store.describe(path).current
    assert current is not None
    trouble = vault_error(429) if kind == "vault" else aws_error("ThrottlingException")
    proxy.fail(PUT[kind], trouble, times=2)
    mine = SecretStr(secrets.token_urlsafe(24))
    store.put(path, mine, over=current.id)
    assert store.get(path) == mine


@pytest.mark.parametrize("kind", ["secrets-manager", "vault"])
def test_a_write_whose_answer_got_lost_is_repeated_and_stored_once(kind: str, request: pytest.FixtureRequest) -> None:
    proxy: Proxy = request.getfixturevalue("vault" if kind == "vault" else "aws")
    store, path, _ = prepared(kind)
    before = store.history(path)
    proxy.fail(PUT[kind], Fault(lost=True), times=1)
    mine = SecretStr(secrets.token_urlsafe(24))
    version = store.put(path, mine, over=before[0].id)
    assert store.get(path) == mine
    assert [one.id for one in store.history(path)] == [version.id, *(one.id for one in before)]


def test_a_promotion_whose_answer_got_lost_counts_as_done(aws: Proxy) -> None:
    store, path, _ = prepared("secrets-manager")
    current = store.describe(path).current
    assert current is not None
    aws.fail("UpdateSecretVersionStage", Fault(lost=True), times=1)
    mine = SecretStr(secrets.token_urlsafe(24))
    store.put(path, mine, over=current.id)
    assert store.get(path) == mine


def test_a_promotion_that_is_denied_leaves_the_old_value_current(aws: Proxy) -> None:
    store, path, before = prepared("secrets-manager")
    current = store.describe(path).current
    assert current is not None
    aws.fail("UpdateSecretVersionStage", aws_error("AccessDeniedException"))
    with pytest.raises(DeniedError, match="ask for secretsmanager:UpdateSecretVersionStage"):
        store.put(path, SecretStr(secrets.token_urlsafe(24)), over=current.id)
    assert store.get(path) == before
    aws.faults.clear()
    mine = SecretStr(secrets.token_urlsafe(24))
    store.put(path, mine, over=current.id)
    assert store.get(path) == mine


def test_a_mark_that_could_not_be_taken_off_does_not_make_a_stored_value_a_failure(aws: Proxy) -> None:
    store, path, _ = prepared("secrets-manager")
    current = store.describe(path).current
    assert current is not None
    mine = SecretStr(secrets.token_urlsafe(24))
    aws.fail("UpdateSecretVersionStage", aws_error("InternalServiceError", status=500), after=1)
    version = store.put(path, mine, over=current.id)
    assert store.get(path) == mine
    assert store.history(path)[0] == version


def change_value(content: bytes) -> bytes:
    """The server's answer with another value in it."""
    answer = json.loads(content)
    holder = answer if "SecretString" in answer else answer["data"]["data"]
    holder["SecretString" if "SecretString" in answer else "value"] = "something else"
    return json.dumps(answer).encode()


def test_a_value_that_comes_back_differently_never_becomes_current_in_secrets_manager(aws: Proxy) -> None:
    store, path, before = prepared("secrets-manager")
    current = store.describe(path).current
    assert current is not None
    aws.fail("GetSecretValue", Fault(change=change_value), times=1)
    with pytest.raises(ReadBackError, match="nothing was made current"):
        store.put(path, SecretStr(secrets.token_urlsafe(24)), over=current.id)
    assert store.get(path) == before


def test_a_value_that_comes_back_differently_from_vault_is_told(vault: Proxy) -> None:
    store, path, _ = prepared("vault")
    vault.fail("GET /v1/secret/data/", Fault(change=change_value), times=1)
    with pytest.raises(ReadBackError, match="version 2, read back, differs"):
        store.put(path, SecretStr(secrets.token_urlsafe(24)), over="1")


def test_an_entry_that_is_scheduled_for_deletion_says_how_to_restore_it(aws: Proxy) -> None:
    store, path, _ = prepared("secrets-manager")
    assert isinstance(store, SecretsManager)
    store.client.delete_secret(SecretId=f"local/{path}", RecoveryWindowInDays=7)
    assert store.describe(path).deletion is not None
    assert [entry.deletion is not None for entry in store.entries(path)] == [True]
    for ask in (lambda: store.get(path), lambda: store.put(path, SecretStr("x" * 8), over=None)):
        with pytest.raises(PendingDeletionError, match="bring it back first: strongroom restore"):
            ask()


def test_a_token_that_is_missing_is_told_before_anything_is_asked(
    vault: Proxy, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.delenv("VAULT_TOKEN")
    monkeypatch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
    with pytest.raises(DeniedError, match="sign in"):
        open_store("vault", "local")
    assert vault.seen == []


def test_credentials_that_are_missing_are_told(
    aws: Proxy, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)  # it remembers the credentials of earlier tests
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path_factory.mktemp("aws-home") / "none"))
    with pytest.raises(DeniedError, match="no AWS credentials found"):
        open_store("secrets-manager", "local").describe("a/b")


def test_who_lost_a_race_is_told_also_where_the_request_was_repeated(vault: Proxy) -> None:
    store, path, _ = prepared("vault")
    theirs = SecretStr(secrets.token_urlsafe(24))
    store.put(path, theirs, over="1")
    vault.fail(PUT["vault"], Fault(lost=True), times=1)
    with pytest.raises(ConflictError):
        store.put(path, SecretStr(secrets.token_urlsafe(24)), over="1")
    assert store.get(path) == theirs


def test_vault_takes_a_new_value_over_a_deleted_one(vault: Proxy) -> None:
    store, path, _ = prepared("vault")
    store.delete(path, days=7)
    assert store.describe(path).current is None
    mine = SecretStr(secrets.token_urlsafe(24))
    assert store.put(path, mine, over=None).id == "2"
    assert store.get(path) == mine


def test_a_node_that_has_not_learnt_of_a_write_yet_is_asked_until_it_has(vault: Proxy) -> None:
    """Where standbys answer reads (a Vault that is not ours may be set so), they are a tenth of a second behind."""
    store, path, _ = prepared("vault")
    mine = SecretStr(secrets.token_urlsafe(24))
    vault.fail("GET /v1/secret/data/", Fault(status=404), times=2)
    vault.fail("GET /v1/secret/metadata/", Fault(status=404), times=2)
    assert store.put(path, mine, over="1").id == "2"
    assert store.get(path) == mine
