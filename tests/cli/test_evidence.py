"""Evidence of what was done, against real stores: complete, without a value, and every change to it is seen."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from tests.canary import canary
from tests.cli.test_canaries import traces

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Command

pytestmark = pytest.mark.real

KEY = "shop/payment/api_key"
MAIL = "vaulted/mail/api_key"


@pytest.fixture
def exported(rooms: Command, tmp_path: Path) -> Path:
    """The evidence of a put and of a refused one."""
    rooms("put", KEY, stdin=canary(32).encode())
    rooms("put", MAIL, stdin=canary(32).encode())
    folder = tmp_path / "evidence"
    done = rooms("evidence", "export", "--workspace", "shop", "--to", str(folder), "--json")
    assert done.code == 0, done.err
    assert done.json["commands"] == 2
    return folder


def read(folder: Path, name: str) -> Any:
    """One JSON file of the export."""
    return json.loads((folder / name).read_text())


def test_an_export_has_commands_lists_checks_and_trails(exported: Path) -> None:
    names = {path.name for path in exported.iterdir()}
    assert names >= {
        "README.md", "commands.md", "journal.jsonl", "status.json", "status.md", "status.html", "entries.json",
        "verification.json", "destinations.json", "cloudtrail.json", "manifest.json",
    }  # fmt: skip
    commands = (exported / "commands.md").read_text()
    assert commands.count("| put |") == 2
    assert f"secrets-manager:local/{KEY}".replace("_", "\\_") in commands
    assert MAIL.replace("_", "\\_") not in commands
    (entry,) = (each for each in read(exported, "entries.json") if each["path"] == KEY)
    assert entry["status"] == "active"
    assert {each["state"] for each in read(exported, "verification.json")["findings"]}
    puts = [event for event in read(exported, "cloudtrail.json") if event["event"] == "PutSecretValue"]
    told = {event["entry"] for event in puts}  # of what other tests did to the workspace, too
    assert f"local/{KEY}" in told
    assert all(entry.startswith("local/shop/") for entry in told)
    assert all(event["time"] and event["who"] for event in puts)


def test_what_could_not_be_reached_is_said_in_the_evidence_itself(rooms: Command, exported: Path) -> None:
    missing = read(exported, "manifest.json")["unreachable"]
    assert any("GitHub" in reason or "log group" in reason for reason in missing)
    readme = (exported / "README.md").read_text()
    assert "Could not be reached:" in readme
    assert "GITHUB\\_TOKEN" in readme


def test_an_export_that_nobody_touched_is_intact(rooms: Command, exported: Path) -> None:
    done = rooms("evidence", "verify", str(exported), "--json")
    assert (done.code, done.json["intact"]) == (0, True)
    again = rooms("evidence", "verify", str(exported), "--manifest", done.json["manifest"])
    assert again.code == 0
    assert rooms("evidence", "verify", str(exported), "--manifest", "0" * 64).code == 1


def _edit(folder: Path) -> None:
    file = folder / "entries.json"
    file.write_text(file.read_text().replace("active", "absent", 1))


def _forge(folder: Path) -> None:
    """Change a line of the journal, and the manifest with it, as somebody would who knows how it works."""
    import hashlib

    file, manifest = folder / "journal.jsonl", folder / "manifest.json"
    lines = file.read_bytes().splitlines()
    lines[0] = lines[0].replace(b'"begun"', b'"stored"')
    file.write_bytes(b"".join(line + b"\n" for line in lines))
    facts = json.loads(manifest.read_text())
    facts["files"]["journal.jsonl"]["sha256"] = hashlib.sha256(file.read_bytes()).hexdigest()
    facts["journal"]["first"] = hashlib.sha256(lines[0]).hexdigest()
    manifest.write_text(json.dumps(facts, indent=2))


CHANGES: list[tuple[Callable[[Path], object], str]] = [
    (_edit, "entries.json: it was changed"),
    (lambda folder: (folder / "cloudtrail.json").unlink(), "cloudtrail.json: it is missing"),
    (lambda folder: (folder / "more.txt").write_text("x"), "more.txt: it was not part of the export"),
    (lambda folder: (folder / "manifest.json").write_text("{}"), "manifest.json: it is no manifest of ours"),
    (_forge, "journal.jsonl:2: the line does not follow from the one before it"),
    (_forge, "manifest.json: the journal here recorded another one for this folder"),
]


@pytest.mark.parametrize(("change", "words"), CHANGES, ids=[words for _, words in CHANGES])
def test_every_change_to_an_export_is_told(
    rooms: Command, exported: Path, change: Callable[[Path], object], words: str
) -> None:
    change(exported)
    done = rooms("evidence", "verify", str(exported))
    assert done.code == 1
    assert words in done.out.decode()


def test_evidence_is_never_written_over(
    rooms: Command, exported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = rooms("evidence", "export", "--to", str(exported))
    assert refused.code == 1
    assert "is there already, and evidence is never written over" in refused.err
    monkeypatch.chdir(tmp_path)
    rooms.environment["STRONGROOM_CATALOGUE"] = str(tmp_path.parent / rooms.environment["STRONGROOM_CATALOGUE"])
    days = [f"{datetime.now(UTC):%Y-%m-%d}"]
    for _ in range(2):
        assert rooms("evidence", "export", "--since", "2025-10-10").code == 0
    days.append(f"{datetime.now(UTC):%Y-%m-%d}")  # the next one where midnight came between
    written = {folder.parent.name for folder in tmp_path.glob("artifacts/integrations/*/manifest.json")}
    names = [{f"secret-mirroring-{day}", f"secret-mirroring-{day}-2"} for day in days]
    assert written in [*names, {f"secret-mirroring-{day}" for day in days}]


def test_no_file_of_the_evidence_holds_a_trace_of_a_value(rooms: Command, tmp_path: Path) -> None:
    value, folder = canary(), tmp_path / "evidence"
    rooms("put", KEY, stdin=value.encode())
    assert rooms("evidence", "export", "--to", str(folder)).code == 0
    found = {trace for path in folder.iterdir() for trace in traces(value, path.read_bytes())}
    assert found == set()


def test_a_folder_that_is_none_is_told(rooms: Command, tmp_path: Path) -> None:
    done = rooms("evidence", "verify", str(tmp_path / "nowhere"))
    assert done.code == 1
    assert "name a folder of strongroom evidence" in done.err
