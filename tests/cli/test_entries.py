"""Entries are listed, described, deleted and restored, without a value ever being shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.canary import canary
from tests.operations import catalogues

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Command

pytestmark = pytest.mark.real

KEY = "shop/payment/api_key"
MAIL = "vaulted/mail/api_key"


@pytest.fixture
def removable(rooms: Command, tmp_path: Path) -> Command:
    """The command with a catalogue whose entries are not protected."""
    (tmp_path / "open").mkdir()
    shop, vaulted = (
        text.replace("    type: api-key\n", "    type: api-key\n    protected: false\n")
        for text in (catalogues.SHOP, catalogues.VAULTED)
    )
    rooms.environment["STRONGROOM_CATALOGUE"] = str(catalogues.write(tmp_path / "open", shop=shop, vaulted=vaulted))
    return rooms


def test_the_list_says_which_entries_are_active(rooms: Command) -> None:
    before = {line["name"]: line["status"] for line in rooms("list", "--json").json}
    assert before["PAYMENT_API_KEY"] == before["MONGODB_USER"] == before["MAIL_API_KEY"] == "missing"
    assert before["SUPPORT_ADDRESS"] == "active", "the catalogue has it"
    rooms("put", KEY, stdin=b"a-value")
    rooms("put", MAIL, stdin=b"a-value")
    after = {line["name"]: line["status"] for line in rooms("list", "--json").json}
    assert after["PAYMENT_API_KEY"] == after["MAIL_API_KEY"] == "active"
    table = rooms("list", "--workspace", "vaulted")
    assert b"status: active" in table.out
    assert b"1 of 2 active" in table.out


def test_the_list_of_a_project_has_its_entries_only(rooms: Command) -> None:
    assert rooms("list", "--project", "nothing", "--json").json == []


def test_an_entry_is_described_without_asking_a_store(command: Command) -> None:
    found = command("describe", KEY, "--json")
    assert found.code == 0, found.err
    assert found.json["where"][0] == "Payment console > Developers > Keys"
    assert found.json["rules"] == [
        'the value does not end with "-test" or "-stg" (keys of the test mode carry a suffix)'
    ]
    assert "github:shop/site/environments/staging/PAYMENT_API_KEY (by mirror, staging)" in found.json["deliveries"]
    assert b"protected         yes" in command("describe", KEY).out


@pytest.mark.parametrize("path", [KEY, MAIL])
def test_the_history_has_every_version_newest_first(rooms: Command, path: str) -> None:
    versions = [rooms("put", path, "--yes", "--json", stdin=canary(24).encode()).json["version"] for _ in range(2)]
    found = rooms("history", path, "--json").json
    assert [(one["version"], one["current"]) for one in found] == [(versions[1], True), (versions[0], False)]
    assert found[0]["author"]
    assert rooms("history", path).out.decode().count("current") == 1


@pytest.mark.parametrize("path", [KEY, MAIL])
def test_a_deleted_value_comes_back(removable: Command, path: str) -> None:
    mine = canary(28).encode()
    removable("put", path, stdin=mine)
    deleted = removable("delete", path, "--yes", "--days", "7")
    assert deleted.code == 0, deleted.err
    assert f"strongroom restore {path} brings it back" in deleted.out.decode()
    assert removable("get", path, "--reveal").code == 3
    states = {line["path"]: line["status"] for line in removable("list", "--json").json}
    assert states[path] == "deleted"
    assert removable("restore", path).code == 0
    assert removable("get", path, "--reveal").out == mine
    results = [(record["command"], record["result"]) for record in removable.records()[-4:]]
    assert results == [("delete", "begun"), ("delete", "deleted"), ("restore", "begun"), ("restore", "restored")]


def test_a_deletion_needs_somebody_who_agrees(removable: Command) -> None:
    removable("put", KEY, stdin=b"a-value")
    refused = removable("delete", KEY)
    assert refused.code == 2
    assert "nobody is there to agree; add --yes" in refused.err
    assert removable("get", KEY, "--reveal").out == b"a-value"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (KEY, "is protected; if its value really is to go, say `protected: false` in shop.yaml first"),
        ("shop/mongodb/user", "has no value of its own in a store (derived)"),
        ("shop/address/support", "has no value of its own in a store (constant)"),
    ],
)
def test_what_is_not_ours_to_delete_is_refused(rooms: Command, path: str, words: str) -> None:
    refused = rooms("delete", path, "--yes")
    assert refused.code == 1
    assert words in refused.err


def test_a_restoration_of_what_is_there_is_told(rooms: Command) -> None:
    rooms("put", KEY, stdin=b"a-value")
    found = rooms("restore", KEY)
    assert found.code == 3
    assert "it is not deleted; there is nothing to restore" in found.err
