"""Put, read back, get, status: the whole way of a value, against real stores."""

from __future__ import annotations

import base64
import json
import secrets
from typing import TYPE_CHECKING

import pytest

from tests.canary import canary
from tests.stores import servers

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Command

pytestmark = pytest.mark.real

KEY = "shop/payment/api_key"
MAIL = "vaulted/mail/api_key"
FAMILY_MEMBER = "shop/apps/reviews_token"


def value() -> bytes:
    """A value that never was."""
    return canary().encode()


@pytest.mark.parametrize("path", [KEY, MAIL, FAMILY_MEMBER])
def test_a_value_goes_the_whole_way(rooms: Command, path: str) -> None:
    mine = value()
    put = rooms("put", path, stdin=mine)
    assert put.code == 0, put.err
    assert b"read back and compared" in put.out
    assert ("next: strongroom mirror" in put.err) == (path != MAIL), "what stays in the store has no next step"
    assert rooms("get", path, "--reveal").out == mine
    status = rooms("status", "--json")
    found = [line for line in status.json["deliveries"] if line["path"] == path]
    assert found
    assert all(line["stored"] for line in found)


def test_scope_steps_and_rule_are_shown_before_the_value_is_read(rooms: Command) -> None:
    put = rooms("put", KEY, stdin=b"")
    assert put.code == 1
    assert [line.strip() for line in put.err.splitlines()] == [
        "active scope: shop (environment: local)",
        "shop/payment/api_key  PAYMENT_API_KEY",
        "Key with which the shop charges cards at the payment provider.",
        "where: Payment console > Developers > Keys",
        "1. Open the console.",
        "2. Copy the live key.",
        'rule: the value does not end with "-test" or "-stg" (keys of the test mode carry a suffix)',
        "shop/payment/api_key: the value is empty; nothing came from the prompt, the pipe or the file",
    ]


@pytest.mark.parametrize("path", [KEY, MAIL])
@pytest.mark.parametrize(
    "data",
    [
        b"-----BEGIN KEY-----\nabc\n-----END KEY-----\n",
        b"--reveal",
        b"-",
        "ünïcödé 秘密 🔑".encode(),
        b" spaces around ",
        b"quotes ' \" ` $HOME \\n %s {} \x1b[31m",
        b"x" * 49152,
        b'{"some": "json"}',
    ],
    ids=lambda data: repr(data[:14]) if isinstance(data, bytes) else None,
)
def test_a_file_is_stored_exactly(rooms: Command, tmp_path: Path, path: str, data: bytes) -> None:
    file = tmp_path / "value"
    file.write_bytes(data)
    put = rooms("put", path, "--file", str(file))
    assert put.code == 0, put.err
    assert rooms("get", path, "--reveal").out == data


def test_the_newline_of_a_single_line_is_left_out_with_a_note_and_kept_on_request(rooms: Command) -> None:
    mine = value()
    put = rooms("put", KEY, stdin=mine + b"\n")
    assert "note: the newline at the end was left out; --exact keeps it" in put.err
    assert rooms("get", KEY, "--reveal").out == mine
    assert rooms("put", KEY, "--exact", "--yes", stdin=mine + b"\n").code == 0
    assert rooms("get", KEY, "--reveal").out == mine + b"\n"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"\n", "empty"),
        (b"a\0b", "NUL"),
        (b"\xff", "not text in UTF-8"),
        (b"x" * 65537, "65537 bytes"),
        (b"x" * 200_000, "more than the 65536"),
        (b"live-key-stg", 'ends with "-stg"; take it from Payment console > Developers > Keys'),
    ],
)
def test_what_may_not_be_stored_is_refused_and_changes_nothing(rooms: Command, data: bytes, words: str) -> None:
    before = value()
    assert rooms("put", KEY, stdin=before).code == 0
    put = rooms("put", KEY, "--yes", stdin=data)
    assert (put.code, put.out) == (1, b"")
    assert words in put.err
    assert rooms("get", KEY, "--reveal").out == before


@pytest.mark.parametrize("path", [KEY, MAIL])
def test_a_present_value_is_overwritten_only_when_somebody_agrees(rooms: Command, path: str) -> None:
    first, second = value(), value()
    rooms("put", path, stdin=first)
    refused = rooms("put", path, stdin=second)
    assert refused.code == 2
    assert "it would be overwritten, and nobody is there to agree; add --yes" in refused.err
    assert rooms("get", path, "--reveal").out == first
    agreed = rooms("put", path, "--yes", stdin=second)
    assert agreed.code == 0
    assert f"{path} has a value, stored 20" in agreed.err
    assert " by " in agreed.err, "who wrote it is known, from the store or from the journal"
    assert rooms("get", path, "--reveal").out == second


@pytest.mark.parametrize("path", [KEY, MAIL])
def test_the_same_value_again_changes_nothing(rooms: Command, path: str) -> None:
    mine = value()
    stored = rooms("put", path, "--json", stdin=mine).json
    again = rooms("put", path, "--json", stdin=mine).json
    assert (stored["result"], again["result"]) == ("stored", "unchanged")
    assert again["version"] == stored["version"]


def test_the_result_is_there_as_json(rooms: Command) -> None:
    first = rooms("put", KEY, "--json", stdin=value()).json
    second = rooms("put", KEY, "--json", "--yes", stdin=value()).json
    assert first == {
        "workspace": "shop",
        "environment": "local",
        "path": KEY,
        "address": f"secrets-manager:local/{KEY}",
        "version": first["version"],
        "result": "stored",
        "replaced": None,
        "unchecked": [],
    }
    assert second["replaced"] == first["version"]


@pytest.mark.parametrize("path", ["shop/mongodb/connection", "vaulted/mail/login"])
def test_an_object_takes_exactly_its_keys(rooms: Command, path: str) -> None:
    fields = ["uri", "username", "password"] if "mongodb" in path else ["username", "password"]
    mine = {name: canary(16) for name in fields}
    refused = rooms("put", path, stdin=json.dumps({"username": "u"}).encode())
    assert refused.code == 1
    assert "lacks the keys" in refused.err
    assert rooms("put", path, stdin=json.dumps(mine, indent=2).encode()).code == 0
    assert json.loads(rooms("get", path, "--reveal").out) == mine
    assert rooms("get", path, "--field", "password", "--reveal").out == mine["password"].encode()
    again = rooms("put", path, "--json", stdin=json.dumps(dict(reversed(mine.items()))).encode())
    assert again.json["result"] == "unchanged", "the order of the keys is no difference"


def test_one_field_is_changed_and_the_others_stay(rooms: Command) -> None:
    path = "shop/mongodb/connection"
    first = rooms("put", path, "--field", "password", stdin=b"secret-one")
    assert first.code == 2
    assert "has no value yet; give --field for uri, username too" in first.err
    whole = {"uri": "mongodb://h", "username": "u", "password": "old"}
    rooms("put", path, stdin=json.dumps(whole).encode())
    new = value()
    assert rooms("put", path, "--field", "password", "--yes", stdin=new + b"\n").code == 0
    assert json.loads(rooms("get", path, "--reveal").out) == whole | {"password": new.decode()}
    unknown = rooms("put", path, "--field", "pin", "--yes", stdin=b"x")
    assert unknown.code == 2
    assert "they are uri, username, password" in unknown.err


def test_of_a_link_the_identifier_is_stored(rooms: Command) -> None:
    identifier = secrets.token_hex(16)
    put = rooms("put", "NOTION_DATABASE", stdin=f"https://www.notion.so/shop/Articles-{identifier}?v=1".encode())
    assert put.code == 0, put.err
    assert rooms("get", "NOTION_DATABASE", "--reveal").out == identifier.encode()


def test_a_member_of_a_family_gets_its_container_with_the_first_value(rooms: Command) -> None:
    mine = value()
    assert rooms("put", FAMILY_MEMBER, stdin=mine).code == 0
    assert rooms("get", "shop/apps/reviews_token", "--reveal").out == mine
    listed = [line["name"] for line in rooms("status", "--json").json["deliveries"] if "shop/apps" in line["path"]]
    assert listed == ["APPS_REVIEWS_TOKEN"]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("shop/mongodb/user", "computed from"),
        ("shop/address/support", "stands in the catalogue"),
        ("shop/jwt/secret", "generated by the engine"),
        ("shop/apps/*_token", "is a family"),
        ("shop/nothing/here", "the catalogue has no entry"),
    ],
)
def test_an_entry_that_takes_no_value_is_refused_before_one_is_read(rooms: Command, path: str, words: str) -> None:
    put = rooms("put", path, stdin=value())
    assert put.code == 1
    assert words in put.err
    assert rooms.records() == []


def test_a_container_that_was_never_made_says_how_to_make_it(rooms: Command, aws_server: object) -> None:
    rooms.environment["STRONGROOM_ENVIRONMENT"] = "local"
    put = rooms("put", "shop/jwt/rotating", stdin=value())
    assert put.code == 1, "a rotating value is nobody's to put"
    client = servers.secrets_client(rooms.environment["AWS_ENDPOINT_URL"])
    client.delete_secret(SecretId=f"local/{KEY}", ForceDeleteWithoutRecovery=True)
    missing = rooms("put", KEY, stdin=value())
    assert missing.code == 3
    assert missing.err.splitlines()[-1] == (
        f"secrets-manager:local/{KEY}: there is no such entry; create its container: pulumi up --stack local"
    )


def test_an_entry_that_is_scheduled_for_deletion_takes_no_value(rooms: Command) -> None:
    client = servers.secrets_client(rooms.environment["AWS_ENDPOINT_URL"])
    client.delete_secret(SecretId=f"local/{KEY}", RecoveryWindowInDays=7)
    put = rooms("put", KEY, stdin=value())
    assert put.code == 3
    assert "scheduled for deletion on 20" in put.err


def test_every_put_is_recorded_from_its_beginning_to_its_end_without_the_value(rooms: Command) -> None:
    mine = value()
    stored = rooms("put", KEY, "--json", stdin=mine).json
    begun, ended = rooms.records()
    assert (begun["result"], ended["result"]) == ("begun", "stored")
    assert ended["version"] == stored["version"]
    assert {record["path"] for record in (begun, ended)} == {KEY}
    assert mine not in rooms.journal.read_bytes()


def test_a_check_that_was_left_out_is_told_and_recorded(rooms: Command, tmp_path: Path) -> None:
    folder = tmp_path / "other"
    folder.mkdir()
    text = (
        "workspace: other\ntitle: Other\ndescription: A workspace of the tests with a network check.\nowner: us\n"
        "environments: [staging]\nstore: vault\nsecrets:\n  - path: other/badge/url\n    name: BADGE_URL\n"
        "    description: Address of the badge that the pages show.\n    type: url\n"
        "    source: {origin: supplied, where: somewhere}\n    checks: [{json_url: {}}]\n"
    )
    (folder / "other.yaml").write_text(text)
    closed = "http://127.0.0.1:9/badge.json"
    asked = rooms("put", "BADGE_URL", "--catalogue", str(folder), stdin=closed.encode())
    assert asked.code == 1
    assert "could not be fetched (ConnectError); try again, or use --offline REASON" in asked.err
    skipped = rooms("put", "BADGE_URL", "--catalogue", str(folder), "--offline", "a rehearsal", stdin=closed.encode())
    assert skipped.code == 0
    assert "not checked: is usable: the address answers with JSON: a rehearsal" in skipped.err
    assert rooms.records()[-1]["unchecked"] == ["is usable: the address answers with JSON: a rehearsal"]


def test_a_value_is_generated_from_48_random_bytes(rooms: Command) -> None:
    for path in (KEY, MAIL):
        put = rooms("put", path, "--generate")
        assert put.code == 0, put.err
        made = rooms("get", path, "--reveal").out
        assert len(base64.b64decode(made, validate=True)) == 48
        assert made not in put.out + put.err.encode()
        assert rooms.records()[-1]["generated"] is True
    assert rooms("get", KEY, "--reveal").out != rooms("get", MAIL, "--reveal").out


def test_one_field_of_an_object_is_generated(rooms: Command) -> None:
    path = "vaulted/mail/login"
    refused = rooms("put", path, "--generate")
    assert refused.code == 2
    assert "say with --field which of username, password to generate" in refused.err
    rooms("put", path, stdin=json.dumps({"username": "u", "password": "old"}).encode())
    assert rooms("put", path, "--generate", "--field", "password", "--yes").code == 0
    found = json.loads(rooms("get", path, "--reveal").out)
    assert (found["username"], len(found["password"])) == ("u", 64)


@pytest.mark.parametrize("options", [("--generate", "--clipboard"), ("--file", "-", "--generate")])
def test_a_value_has_one_origin(rooms: Command, options: tuple[str, ...]) -> None:
    refused = rooms("put", KEY, *options, stdin=b"x")
    assert refused.code == 2
    assert "a value comes from one place" in refused.err


@pytest.fixture
def tools(rooms: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is all of PATH: the clipboard's tools of the test and nothing else."""
    folder = tmp_path / "tools"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def tool(folder: Path, name: str, program: str) -> None:
    """An executable that does what a shell program says."""
    (folder / name).write_text(f"#!/bin/sh\n{program}\n")
    (folder / name).chmod(0o755)


def test_a_value_is_read_from_the_clipboard(rooms: Command, tools: Path) -> None:
    mine = value()
    tool(tools, "wl-paste", "exit 1")
    tool(tools, "xclip", f"printf '%s\\n' '{mine.decode()}'")
    assert rooms("put", KEY, "--clipboard").code == 0
    assert rooms("get", KEY, "--reveal").out == mine


def test_a_clipboard_that_can_not_be_read_is_told(rooms: Command, tools: Path) -> None:
    none = rooms("put", KEY, "--clipboard")
    assert none.code == 1
    assert "nothing here reads the clipboard; install one of wl-paste, xclip" in none.err
    tool(tools, "xsel", "exit 1")
    empty = rooms("put", KEY, "--clipboard")
    assert empty.code == 1
    assert "the clipboard can't be read with xsel; is it empty?" in empty.err
