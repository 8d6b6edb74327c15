"""Rehearsal never reaches a real store, and reality never a rehearsal."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from strongroom.stores.audit_trails import audit_lines, cloudtrail_events
from strongroom.stores.aws_readers import readers
from strongroom.stores.errors import UnreachableError, WrongPlaceError
from strongroom.stores.opening import is_loopback, keep_apart, open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

LOOPBACK = [
    "http://127.0.0.1:4566",
    "https://127.8.9.10",
    "http://localhost:8200",
    "http://LOCALHOST",
    "http://[::1]:8200",
    "http://[::ffff:127.0.0.1]:8200",
    "http://0.0.0.0:4566",
    "http://127.1:4566",
    "http://2130706433:4566",
    "http://user@127.0.0.1:1/path",
]
ELSEWHERE = [
    "https://192.0.2.7:8200",
    "https://[2001:db8::1]:8200",
    "http://10.0.1.5:8200",
    "https://127.0.0.1.invalid",
    "not a URL",
    "",
]


@pytest.mark.parametrize("url", LOOPBACK)
def test_this_machine_is_recognised_however_it_is_written(url: str) -> None:
    assert is_loopback(url)


@pytest.mark.parametrize("url", ELSEWHERE)
def test_other_machines_are_not_taken_for_this_one(url: str) -> None:
    assert not is_loopback(url)


@pytest.mark.parametrize("environment", ["staging", "production"])
@pytest.mark.parametrize("url", LOOPBACK)
def test_a_real_environment_refuses_this_machine(environment: str, url: str) -> None:
    with pytest.raises(
        WrongPlaceError, match=r"a rehearsal on this machine; unset AWS_ENDPOINT_URL .*--environment local"
    ):
        keep_apart(environment, url, "AWS_ENDPOINT_URL")


@pytest.mark.parametrize("url", ELSEWHERE)
def test_the_local_environment_refuses_every_other_machine(url: str) -> None:
    with pytest.raises(WrongPlaceError, match=r"is not this machine; start the local cloud and set VAULT_ADDR"):
        keep_apart("local", url, "VAULT_ADDR")


def test_matching_pairs_are_let_through() -> None:
    keep_apart("local", LOOPBACK[0], "AWS_ENDPOINT_URL")
    keep_apart("production", ELSEWHERE[0], "AWS_ENDPOINT_URL")


@pytest.mark.parametrize("variable", ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_SECRETS_MANAGER"])
def test_what_counts_is_where_the_client_really_goes(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    monkeypatch.setenv(variable, "http://127.0.0.1:1")
    with pytest.raises(WrongPlaceError):
        open_store("secrets-manager", "production")
    assert open_store("secrets-manager", "local").endpoint == "http://127.0.0.1:1"


def test_without_an_endpoint_the_local_environment_does_not_reach_aws(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_SECRETS_MANAGER"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    with pytest.raises(WrongPlaceError, match=r"amazonaws\.com"):
        open_store("secrets-manager", "local")


@pytest.mark.parametrize("variable", ["AWS_REGION", "AWS_DEFAULT_REGION"])
def test_the_region_is_read_from_either_variable(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(variable, "eu-central-1")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    assert open_store("secrets-manager", "local").place == "Secrets Manager (eu-central-1)"


SINCE = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    "asked",
    [
        lambda: audit_lines("production", SINCE),
        lambda: cloudtrail_events("production", ["harbour/key"], SINCE),
        lambda: readers("production", "harbour/key"),
    ],
    ids=["the log group", "CloudTrail", "the policies"],
)
def test_whoever_is_asked_says_that_no_region_is_set(
    asked: Callable[[], Iterable[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    with pytest.raises(UnreachableError, match="no AWS region is set; set AWS_REGION"):
        list(asked())
