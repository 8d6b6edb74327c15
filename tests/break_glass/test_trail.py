"""The audit log's lines, as OpenBao 2.6.2 writes them, told for a request."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import TYPE_CHECKING, Any

import pytest

from strongroom.break_glass.evidence import evidence
from strongroom.break_glass.trail import did, from_file
from strongroom.catalogue import load
from strongroom.catalogue.leaks import credential_in
from strongroom.operations.problem import InputError
from strongroom.report.break_glass import markdown
from tests.operations import catalogues

if TYPE_CHECKING:
    from pathlib import Path

NUMBER = "20311231-k3xw"
SHOWN = {
    "request": NUMBER,
    "person": "ada",
    "principal": "arn:aws:sts::1:assumed-role/ada/night",
    "state": "over",
    "at": "2031-12-31T23:30:00+00:00",
    "ticket": "INC-7",
    "reason": "The shop can't charge anybody",
    "paths": [],
    "minutes": 15,
    "approvals": [],
    "outcome": {"result": "opened", "at": "2031-12-31T23:40:00+00:00", "person": "ada"},
    "ends": "2031-12-31T23:56:00+00:00",
}
GIVEN = {"data": {"data": "hmac"}}


def line(path: str, **overrides: Any) -> str:
    entry: dict[str, Any] = {
        "type": "response",
        "time": "2031-12-31T23:59:59Z",
        "auth": {"display_name": f"break-glass-{NUMBER}", "metadata": {"requester": "ada"}},
        "request": {"id": path, "operation": "read", "path": path, "remote_address": "10.0.0.7"},
        "response": GIVEN,
    }
    return json.dumps(entry | overrides)


def test_what_a_standby_handed_on_is_told_by_the_leader_alone() -> None:
    lines = [
        line("auth/token/revoke-self", error="failed to persist entry: cannot write to readonly storage"),
        line("auth/break-glass/login", error="invalid request"),
        line("secret/data/shop/jwt/secret", type="request"),
        line("secret/data/shop/jwt/secret"),
        line("secret/data/shop/jwt/secret", auth={"display_name": "break-glass-20311231-zzzz"}),
        "not JSON, and " + NUMBER,
    ]
    assert [event["path"] for event in did(lines, NUMBER)] == ["secret/data/shop/jwt/secret"]


@pytest.mark.parametrize(
    ("overrides", "told"),
    [({}, None), ({"error": "permission denied"}, "denied"), ({"response": {}}, "nothing there")],
    ids=["given", "denied", "empty"],
)
def test_only_a_value_that_was_given_out_has_to_be_changed(
    tmp_path: Path, overrides: dict[str, Any], told: str | None
) -> None:
    events = did([line("secret/data/shop/jwt/secret", **overrides)], NUMBER)
    assert [event["error"] for event in events] == [told]
    found = evidence(load(catalogues.write(tmp_path)), "local", {"request": NUMBER}, events)
    assert bool(found.commands) == (told is None)


def test_a_reading_after_the_end_stands_out_in_the_evidence(tmp_path: Path) -> None:
    path = "secret/data/shop/jwt/secret"
    times = ("2031-12-31T23:40:00.5Z", "2031-12-31T23:40:01.123456789Z", "2031-12-31T23:44:00.123456789Z")
    lines = [line(path, time=time, request={"id": time, "operation": "read", "path": path}) for time in times]
    request = {**SHOWN, "end": {"at": "2031-12-31T23:40:00+00:00", "person": "ada"}}
    catalogue = load(catalogues.write(tmp_path))
    found = evidence(catalogue, "local", request, did(lines, NUMBER))
    assert [event["time"] for event in found.as_json()["late"]] == [times[-1]]
    assert "after its end: 1." in markdown(found)
    assert "ended by the server at the latest: 2031-12-31 23:56Z" in markdown(found)
    on_time = evidence(catalogue, "local", request, did(lines[:-1], NUMBER))
    assert "after its end" not in markdown(on_time)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Identity provider is down, sessions can't be verified", None),
        ("https://tickets.example/browse/INC-1234", None),
        ("the key is " + "ghp" + "_" + "a1B2" * 9, "a GitHub token"),
        ("postgres://app:{}@db/shop does not connect".format("x9Kd7"), "a URL with a password"),
        (f"it was {base64.b64encode(hashlib.sha256(b'x').digest()).decode()} all along", "a generated value"),
    ],
    ids=["prose", "address", "token", "url", "generated"],
)
def test_a_credential_in_somebodys_words_is_seen(words: str, told: str | None) -> None:
    assert credential_in(words) == told


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="can't be read"):
        from_file(tmp_path / "none", NUMBER)
