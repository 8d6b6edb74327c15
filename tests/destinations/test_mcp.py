"""The configuration of an MCP client holds references, and everything else in it stays as it is."""

from __future__ import annotations

import json
import secrets
import stat
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr

from strongroom.destinations.contract import Key, Parcel
from strongroom.destinations.mcp import McpPlace, reference
from strongroom.stores.errors import ConflictError, NotFoundError, RefusedError

if TYPE_CHECKING:
    from pathlib import Path

NAME = Key(kind="secret", name="LINEAR_API_KEY")
SERVER = (
    '{\n  "mcpServers": {\n    "other": {"command": "b"},\n    "linear": {\n      "command": "npx"\n    }\n  }\n}\n'
)


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """State of this test's own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def place(folder: Path, text: str = SERVER, name: str = "mcp.json") -> McpPlace:
    """The server `linear` in a file."""
    file = folder / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(text)
    file.chmod(0o644)
    return McpPlace(f"mcp:sophia/{name}/linear", file, "linear")


def parcel(text: str = "${LINEAR_API_KEY}") -> Parcel:
    """A reference on its way."""
    return Parcel(key=NAME, value=SecretStr(text), path="sophia/linear/api_key")


def test_a_reference_is_written_and_the_rest_stays(tmp_path: Path) -> None:
    mcp = place(tmp_path)
    assert mcp.look([NAME]) == {}
    mcp.deliver(parcel(), None)
    text = mcp.path.read_text()
    added = ',\n      "env": {\n        "LINEAR_API_KEY": "${LINEAR_API_KEY}"\n      }'
    assert text == SERVER.replace('"npx"', f'"npx"{added}')
    assert mcp.look([NAME])[NAME].value == SecretStr("${LINEAR_API_KEY}")
    assert stat.S_IMODE(mcp.path.stat().st_mode) == 0o644
    mcp.deliver(parcel(), mcp.look([NAME])[NAME])
    assert mcp.path.read_text() == text
    mcp.remove(NAME)
    assert json.loads(mcp.path.read_text()) == json.loads(SERVER) | {
        "mcpServers": {"other": {"command": "b"}, "linear": {"command": "npx", "env": {}}}
    }


def test_a_value_is_never_written(tmp_path: Path) -> None:
    mcp, value = place(tmp_path), secrets.token_urlsafe(24)
    with pytest.raises(RefusedError, match="references only") as refused:
        mcp.deliver(parcel(value), None)
    assert value not in str(refused.value)
    assert mcp.path.read_text() == SERVER


def test_a_value_that_somebody_wrote_is_replaced_on_purpose_only(tmp_path: Path) -> None:
    value = secrets.token_urlsafe(24)
    mcp = place(tmp_path, SERVER.replace('"npx"', f'"npx", "env": {{"LINEAR_API_KEY": "{value}"}}'))
    with pytest.raises(ConflictError):
        mcp.deliver(parcel(), None)
    mcp.remove(NAME)
    assert value in mcp.path.read_text()
    seen = mcp.look([NAME])[NAME]
    assert value not in repr(seen)
    mcp.deliver(parcel(), seen)
    assert value not in mcp.path.read_text()


@pytest.mark.parametrize(
    "entry",
    [
        {"command": "x", "env": {"LINEAR_API_KEY": "${LINEAR_API_KEY}"}},
        {"command": "x", "env": {"LINEAR_API_KEY": "${env:LINEAR_API_KEY}"}},
        {"command": "x", "args": ["--token", "${LINEAR_API_KEY}"]},
        {"url": "https://mcp.example", "headers": {"Authorization": "Bearer ${LINEAR_API_KEY}"}},
    ],
    ids=["env", "env of an editor", "argument", "header"],
)
def test_a_reference_anywhere_in_the_entry_is_one(entry: dict[str, object], tmp_path: Path) -> None:
    for servers in ("mcpServers", "servers"):
        mcp = place(tmp_path, json.dumps({servers: {"linear": entry}}))
        assert mcp.look([NAME])[NAME].value == SecretStr(reference("LINEAR_API_KEY"))


def test_editors_get_the_form_that_they_read(tmp_path: Path) -> None:
    mcp = place(tmp_path, '{"servers": {"linear": {"command": "x"}}}', ".vscode/mcp.json")
    mcp.deliver(parcel(), None)
    assert json.loads(mcp.path.read_text())["servers"]["linear"]["env"] == {"LINEAR_API_KEY": "${env:LINEAR_API_KEY}"}
    assert mcp.look([NAME])[NAME].value == SecretStr("${LINEAR_API_KEY}")


def test_a_missing_step_is_named(tmp_path: Path) -> None:
    mcp = place(tmp_path, '{"mcpServers": {}}')
    with pytest.raises(NotFoundError, match="it has no server linear; add it with its command"):
        mcp.look([NAME])
    mcp.path.unlink()
    with pytest.raises(NotFoundError, match="the MCP configuration is not there; create it"):
        mcp.look([NAME])
    with pytest.raises(RefusedError, match="can't be read: line 1 is no JSON"):
        place(tmp_path, "mcpServers:").look([NAME])
    with pytest.raises(RefusedError, match="headers"):
        place(tmp_path, '{"mcpServers": {"linear": {"url": "https://mcp.example"}}}').deliver(parcel(), None)
