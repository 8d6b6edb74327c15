"""Looking at what is there: masked unless asked, and no more claimed than was measured."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from rotation import keyset
from tests.canary import canary

if TYPE_CHECKING:
    from tests.cli.conftest import Command

pytestmark = pytest.mark.real

KEY = "shop/payment/api_key"


def test_a_value_is_masked_unless_it_is_asked_for(rooms: Command) -> None:
    mine = canary().encode()
    rooms("put", KEY, stdin=mine)
    shown = rooms("get", KEY)
    assert shown.code == 0
    assert b"value        ***\n" in shown.out
    assert mine not in shown.out
    as_json = rooms("get", KEY, "--json").json
    assert (as_json["value"], as_json["path"], as_json["current"]) == ("***", KEY, True)
    assert rooms("get", KEY, "--json", "--reveal").json["value"] == mine.decode()


def test_what_is_said_of_a_set_of_keys_stays_readable(rooms: Command) -> None:
    first, second = canary(64), canary(64)
    keys = keyset.parse(first).with_next(second, datetime.now(UTC), older="previous")
    rooms("put", KEY, stdin=keys.text.encode())
    shown = rooms("get", KEY)
    assert f"\nstored       {datetime.now(UTC).year}-" in shown.out.decode(), shown.out
    assert b"\ncurrent      True\n" in shown.out
    assert not {first.encode(), second.encode()} & set(shown.out.split())


def test_a_revealed_value_is_all_that_is_written(rooms: Command) -> None:
    mine = canary().encode()
    rooms("put", KEY, stdin=mine)
    revealed = rooms("get", "PAYMENT_API_KEY", "--reveal")
    assert (revealed.code, revealed.out, revealed.err) == (0, mine, "")


def test_an_older_version_is_shown_by_its_id(rooms: Command) -> None:
    old, new = (canary().encode() for _ in range(2))
    version = rooms("put", KEY, "--json", stdin=old).json["version"]
    rooms("put", KEY, "--yes", stdin=new)
    assert rooms("get", KEY, "--version", version, "--reveal").out == old
    assert rooms("get", KEY, "--version", version, "--json").json["current"] is False


@pytest.mark.parametrize("path", [KEY, "vaulted/mail/api_key"])
@pytest.mark.parametrize("version", ["7", "yesterday", "01a20321-a160-7bde-9bbd-2eee1bb92ca5"])
def test_a_version_that_never_was_is_bad_input(rooms: Command, path: str, version: str) -> None:
    rooms("put", path, stdin=b"some-value")
    found = rooms("get", path, "--version", version, "--reveal")
    assert (found.code, found.out) == (1, b"")
    assert found.err.endswith(f"{path}: there is no such version\n")


def test_a_derived_value_is_computed_from_its_source(rooms: Command) -> None:
    whole = {"uri": "mongodb://h", "username": "shop-user", "password": canary(16)}
    rooms("put", "shop/mongodb/connection", stdin=json.dumps(whole).encode())
    assert rooms("get", "shop/mongodb/user", "--reveal").out == b"shop-user"


def test_a_constant_comes_from_the_catalogue(rooms: Command) -> None:
    assert rooms("get", "SUPPORT_ADDRESS", "--reveal").out == b"support@example.org"


def test_an_entry_without_a_value_says_how_to_give_it_one(rooms: Command) -> None:
    shown = rooms("get", KEY)
    assert (shown.code, shown.out) == (3, b"")
    assert shown.err == f"secrets-manager:local/{KEY}: no value yet; store one: strongroom put {KEY}\n"


def test_status_shows_a_table_of_each_workspace(rooms: Command) -> None:
    shown = rooms("status", "--as-of", "2026-01-31")
    text = shown.out.decode()
    assert shown.code == 0, shown.err
    assert "shop (environment: local) on 2026-01-31, owner shop-team" in text
    assert "vaulted (environment: local) on 2026-01-31, owner vault-team" in text
    assert "PAYMENT_API_KEY" in text
    assert "the store has no value yet" in text


def test_status_of_one_workspace_leaves_the_others_out(rooms: Command) -> None:
    found = rooms("status", "--workspace", "vaulted", "--json").json
    assert {line["workspace"] for line in found["deliveries"]} == {"vaulted"}
    unknown = rooms("status", "--workspace", "nowhere")
    assert unknown.code == 1
    assert 'there is no workspace "nowhere"; there are shop, vaulted' in unknown.err


def test_what_is_stored_counts_as_complete_where_it_goes_nowhere_else(rooms: Command) -> None:
    rooms("put", "vaulted/mail/api_key", stdin=b"some-mail-key")
    states = {line["path"]: line["state"] for line in rooms("status", "--json").json["deliveries"]}
    assert states["vaulted/mail/api_key"] == "complete"
    assert states["vaulted/mail/login"] == "pending"


def test_a_store_that_is_down_leaves_the_rest_of_the_dashboard(rooms: Command) -> None:
    rooms("put", KEY, stdin=b"some-payment-key")
    rooms.environment["VAULT_ADDR"] = "http://127.0.0.1:9"
    shown = rooms("status", "--json")
    assert shown.code == 3
    assert "Vault (http://127.0.0.1:9): no answer" in shown.err
    states = {line["path"]: line["state"] for line in shown.json["deliveries"]}
    assert states["vaulted/mail/api_key"] == "unknown"
    assert states[KEY] == "pending"


def test_what_is_recorded_needs_no_store(command: Command) -> None:
    shown = command("status", "--recorded", "--json")
    assert shown.code == 0
    assert all(line["stored"] is None for line in shown.json["deliveries"])
