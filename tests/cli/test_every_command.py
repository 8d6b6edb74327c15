"""No command, whichever there is, lets a trace of a value out: the commands are found, not listed.

Values lie in both stores while every command runs: as it is meant to be run, and with a value in the place of each text
that it takes. A command that is added is run too, without a line being written here.
"""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest
import typer

from strongroom.cli.app import app
from strongroom.operations.journal import Journal
from tests.canary import canary
from tests.cli.keyboard import at_terminal
from tests.cli.test_canaries import KEY, MAIL, files, traces

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.cli.conftest import Command
    from tests.stores.servers import Server

pytestmark = pytest.mark.real

# What arguments mean, by their names; a value stands in the place of every other.
MEANT = {"path": KEY, "workspace": "shop", "pattern": "shop/*", "folder": "evidence", "channel": "slack"}
# Words of a person that the command is told to keep: they are prose and are shown again on purpose.
PROSE = {"reason", "note", "ticket", "escalation", "health_check", "offline", "no_pipelines", "announced"}
READS = {
    "audit", "break-glass list", "break-glass report", "check", "describe", "doctor", "evidence access",
    "evidence verify", "get", "history", "list", "messages", "prerequisites", "rotation list", "scope show", "status",
    "trace", "vault access", "vault status", "verify",
}  # fmt: skip
TALKS = {"provision", "mcp"}  # with a person, with a program: each has its own test below


def _commands(group: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    for key, one in group.commands.items():
        full = f"{name} {key}".strip()
        if hasattr(one, "commands"):
            yield from _commands(one, full)
        else:
            yield full, one


COMMANDS: dict[str, Any] = dict(_commands(typer.main.get_command(app)))


def _is_text(parameter: Any) -> bool:
    return parameter.bare_type in (str, list[str]) and parameter.name not in PROSE


def _runs(name: str, value: str) -> Iterator[list[str]]:
    """The command as it is meant, in its forms, and once for each text with a value in its place."""
    parameters = COMMANDS[name].params
    arguments = [one for one in parameters if one.param_type_name == "argument"]
    options = [one for one in parameters if one.param_type_name == "option" and one.name != "help"]
    meant = [MEANT.get(one.name, value) for one in arguments]
    needed = [word for one in options if one.required for word in (one.opts[0], value)]
    start = [*name.split(), *meant, *needed]
    yield start
    if any(one.name == "as_json" for one in options):
        yield [*start, "--json"]
    if any(one.name == "yes" for one in options):
        yield [*start, "--yes"]
    for place, one in enumerate(arguments):
        if _is_text(one):
            yield [*name.split(), *meant[:place], value, *meant[place + 1 :], *needed]
    for one in options:
        if _is_text(one) and not one.required:
            yield [*start, one.opts[0], value]
    yield [*start, value]


@pytest.fixture
def planted(rooms: Command, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Command, str]:
    """A value in each store, and a catalogue of this test's own, outside of what is searched."""
    own = tmp_path_factory.mktemp("catalogue") / "catalogue"
    shutil.copytree(rooms.environment["STRONGROOM_CATALOGUE"], own)
    rooms.environment |= {
        "STRONGROOM_CATALOGUE": str(own),
        "TMPDIR": str(tmp_path / "tmp"),
        "AWS_EC2_METADATA_DISABLED": "true",
        "PATH": "/usr/bin:/bin",
    }
    (tmp_path / "tmp").mkdir()
    value = canary()
    for path in (KEY, MAIL):
        assert rooms("put", path, stdin=value.encode()).code == 0
    whole = json.dumps(dict.fromkeys(("uri", "username", "password"), value))
    assert rooms("put", "shop/mongodb/connection", stdin=whole.encode()).code == 0
    return rooms, value


@pytest.fixture
def logs(aws_server: Server, vault_server: Server) -> list[Path]:
    """What the servers write down."""
    return [aws_server.log, vault_server.log]


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - TALKS))
def test_no_command_lets_a_trace_out(
    planted: tuple[Command, str], logs: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    run, value = planted
    monkeypatch.chdir(tmp_path)
    if name.startswith("evidence verify"):
        assert run("evidence", "export", "--to", "evidence").code == 0
    before, noted = [log.stat().st_size for log in logs], len(run.records())
    found: dict[str, list[str]] = {}
    unrecorded: list[str] = []
    for arguments in _runs(name, value):
        known = len(run.records())
        done = run(*arguments, stdin=value.encode())
        assert done.code != 70, (arguments, done.err)
        shown = " ".join("VALUE" if word == value else word for word in arguments)
        if leaked := list(traces(value, done.out + done.err.encode())):
            found[shown] = leaked[:2]
        if done.code == 0 and len(run.records()) == known:
            unrecorded.append(shown)
    for file in files(tmp_path):
        if leaked := list(traces(value, file.read_bytes())):
            found[str(file.relative_to(tmp_path))] = leaked[:2]
    for log, start in zip(logs, before, strict=True):
        if leaked := list(traces(value, log.read_bytes()[start:])):
            found[log.name] = leaked[:2]
    assert found == {}
    assert Journal(run.journal).breaks() == []
    if name in READS:
        assert len(run.records()) == noted, "a command that only reads writes nothing down"
    else:
        assert unrecorded == [], "a command that writes, and says that it went well, has written it down"


def test_what_only_reads_is_a_command() -> None:
    assert READS - set(COMMANDS) == set()


def test_a_walk_through_missing_values_lets_no_trace_out(planted: tuple[Command, str], tmp_path: Path) -> None:
    run, value = planted
    with at_terminal(run.environment, "provision", "shop") as keyboard:
        keyboard.see("SITE_ID (hidden): ")
        keyboard.wait_until_silent()
        keyboard.type(f"{value}\n")
        keyboard.see("NOTION_DATABASE (hidden): ")
        keyboard.wait_until_silent()
        keyboard.type(f"{value}\n")
        keyboard.see("is neither an identifier")
        keyboard.see_often("NOTION_DATABASE (hidden): ", 2)
        keyboard.wait_until_silent()
        keyboard.type("\x03")
        keyboard.end()
    blobs = [keyboard.screen, *(file.read_bytes() for file in files(tmp_path))]
    assert [list(traces(value, blob)) for blob in blobs] == [[] for _ in blobs]


def test_a_program_that_reads_and_writes_gets_no_trace_back(planted: tuple[Command, str], tmp_path: Path) -> None:
    run, value = planted
    call = {"keyPath": KEY, "value": value, "description": "Key with which the shop charges cards."}
    version = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}
    messages: list[dict[str, Any]] = [
        {"id": 1, "method": "initialize", "params": version},
        {"method": "notifications/initialized"},
        {"id": 2, "method": "tools/call", "params": {"name": "set_secret", "arguments": call}},
        {"id": 3, "method": "tools/call", "params": {"name": "get_secret", "arguments": {"keyPath": MAIL}}},
        {"id": 4, "method": "tools/call", "params": {"name": value, "arguments": {value: value}}},
    ]
    process = run.start("mcp")
    assert process.stdin is not None
    assert process.stdout is not None
    answers = b""
    for message in messages:
        process.stdin.write(json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n")
        process.stdin.flush()
        if "id" in message:
            answers += process.stdout.readline()
    out, err = process.communicate(timeout=60)
    assert answers.count(b'"id":') == 4
    assert b"unchanged" in answers
    blobs = [answers, out, err, *(file.read_bytes() for file in files(tmp_path))]
    assert [list(traces(value, blob)) for blob in blobs] == [[] for _ in blobs]
