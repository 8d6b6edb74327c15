"""The audit log's lines, as OpenBao 2.6.2 writes them, told for a request."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from strongroom.break_glass.evidence import evidence
from strongroom.break_glass.trail import did, from_file
from strongroom.catalogue import load
from strongroom.operations.problem import InputError
from tests.operations import catalogues

if TYPE_CHECKING:
    from pathlib import Path

NUMBER = "20311231-k3xw"
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


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="can't be read"):
        from_file(tmp_path / "none", NUMBER)
