"""A handoff is executed, not ticked: each check fails until what it asks for was really done (1.15 to 1.18)."""

from __future__ import annotations

import json
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from tests.canary import canary
from tests.cli.test_canaries import traces
from tests.operations import catalogues

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.cli.conftest import Command, Result

pytestmark = pytest.mark.real

TEAM = """\
workspace: vaulted
title: A team that hands over
description: Everything that the team of the tests hands over to its operators.
owner: vault-team
store: vault
environments: [production]
pipelines:
  - {{name: "Deploy: all", environment: production, command: [{python}, "{program}"]}}
handoff:
  release_channel: "#release"
  ticket: T-9
  feature_flags: [GlassFX]
  flag_check: [{python}, "{program}"]
secrets:
  - path: vaulted/mail/api_key
    name: MAIL_API_KEY
    description: Key with which the team sends its mail.
    type: api-key
    source: {{origin: supplied, where: Mail console > Keys}}
  - path: vaulted/chat/webhook
    name: CHAT_WEBHOOK
    description: Webhook of the channel in which the team announces releases.
    type: webhook
    source: {{origin: supplied, where: Chat > Webhooks}}
"""
PROGRAM = "import os, pathlib, sys\nassert os.environ['STRONGROOM_ENVIRONMENT'] == 'local' or sys.argv[1:]\n"


@contextmanager
def chat() -> Iterator[tuple[str, list[Any]]]:
    """A chat's webhook: its address, and what was posted to it."""
    posted: list[Any] = []

    class Webhook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            posted.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *arguments: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Webhook)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/{canary(16)}", posted
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def team(rooms: Command, tmp_path: Path) -> Command:
    """A team whose pipeline and flags are a program of the test."""
    program = tmp_path / "deploy.py"
    program.write_text(PROGRAM)
    text = TEAM.format(python=sys.executable, program=program)
    rooms.environment["STRONGROOM_CATALOGUE"] = str(catalogues.write(tmp_path, vaulted=text))
    return rooms


def states(done: Result) -> dict[str, str]:
    """The checks by their names."""
    return {check["name"]: check["state"] for check in done.json["checks"]}


def hand_over(team: Command, *arguments: str) -> Result:
    """The checklist, executed."""
    return team("handoff", "vaulted", "--json", *arguments)


def test_a_handoff_passes_once_everything_was_really_done(team: Command, tmp_path: Path) -> None:
    first = hand_over(team)
    assert first.code == 1
    assert states(first) == {
        "populated": "failed",
        "arrived": "passed",
        "dry run: Deploy: all": "passed",
        "feature flag GlassFX": "passed",
        "evidence": "failed",
        "ticket": "passed",
        "told #release": "open",
    }
    key = canary(32)
    with chat() as (address, posted):
        team("put", "MAIL_API_KEY", stdin=key.encode())
        team("put", "CHAT_WEBHOOK", stdin=address.encode())
        assert team("evidence", "export", "--workspace", "vaulted", "--to", str(tmp_path / "e")).code == 0
        (tmp_path / "strongroom.toml").write_text('[channels."#release"]\nwebhook = "vaulted/chat/webhook"\n')
        last = hand_over(team, "--announce")
    assert set(states(last).values()) == {"passed"}, last.json
    assert (last.code, last.json["complete"]) == (0, True)
    (message,) = posted
    assert "vaulted: handoff" in message["text"]
    assert "Audit log for ticket T-9: SHA-256 of its manifest" in message["text"]
    said = json.dumps(message).encode() + last.out + last.err.encode() + team.journal.read_bytes()
    assert list(traces(key, said)) == []
    assert address.rpartition("/")[2].encode() not in said


def test_evidence_that_is_older_than_a_change_does_not_count(team: Command, tmp_path: Path) -> None:
    team("evidence", "export", "--workspace", "vaulted", "--to", str(tmp_path / "e"))
    assert states(hand_over(team, "--announced", "https://chat.example/1"))["told #release"] == "passed"
    team("put", "MAIL_API_KEY", stdin=b"a-later-key")
    found = hand_over(team)
    (check,) = (check for check in found.json["checks"] if check["name"] == "evidence")
    assert (check["state"], check["found"]) == ("failed", "values were changed after the last export")
    assert states(found)["told #release"] == "open"


@pytest.mark.parametrize(
    ("program", "words"),
    [("raise SystemExit(3)", "it ended with 3"), (None, "there is no program /nowhere/deploy here")],
)
def test_a_dry_run_that_fails_is_told_without_its_output(
    team: Command, tmp_path: Path, program: str | None, words: str
) -> None:
    if program:
        (tmp_path / "deploy.py").write_text(f"print('output of the pipeline')\n{program}\n")
    else:
        file = tmp_path / "catalogue" / "vaulted.yaml"
        file.write_text(file.read_text().replace(f"command: [{sys.executable}", "command: [/nowhere/deploy"))
    found = hand_over(team)
    (check,) = (check for check in found.json["checks"] if check["name"].startswith("dry run"))
    assert (check["state"], check["found"]) == ("failed", words)
    assert "output of the pipeline" not in found.err + found.out.decode()


def test_a_dry_run_that_was_left_out_does_not_count_as_passed(team: Command) -> None:
    found = hand_over(team, "--no-pipelines", "no network today")
    assert states(found)["dry run: Deploy: all"] == "open"
    assert found.code == 1
    (record,) = (record for record in team.records() if record["command"] == "handoff")
    assert record["checks"]["dry run: Deploy: all"] == "open"


def test_a_channel_without_a_webhook_is_wrong_use_with_two_ways_out(team: Command, tmp_path: Path) -> None:
    team("evidence", "export", "--workspace", "vaulted", "--to", str(tmp_path / "e"))
    found = hand_over(team, "--announce")
    assert found.code == 2
    assert 'add [channels."#release"] to strongroom.toml, or tell it yourself and use --announced LINK' in found.err
