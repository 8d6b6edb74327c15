"""The journal keeps every record, shows every tampering, and survives a crash."""

from __future__ import annotations

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from strongroom.operations.journal import Journal, default_place

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    """A journal that is empty."""
    return Journal(tmp_path / "state" / "journal.jsonl")


def written(journal: Journal, count: int = 5) -> list[bytes]:
    """The lines of so many records."""
    for number in range(count):
        journal.record("put", path=f"a/{number}", result="stored")
    return journal.place.read_bytes().splitlines()


def test_records_come_back_in_their_order_with_who_and_when(journal: Journal) -> None:
    written(journal)
    records = journal.records()
    assert [record["path"] for record in records] == [f"a/{number}" for number in range(5)]
    assert all("@" in record["user"] and record["at"].endswith("+00:00") for record in records)


def test_nobody_else_may_read_it(journal: Journal) -> None:
    written(journal)
    assert stat.S_IMODE(journal.place.stat().st_mode) == 0o600
    assert stat.S_IMODE(journal.place.parent.stat().st_mode) == 0o700


def test_an_untouched_journal_has_no_breaks(journal: Journal) -> None:
    written(journal)
    assert journal.breaks() == []


@pytest.mark.parametrize("line", range(4))
def test_a_changed_line_is_seen(journal: Journal, line: int) -> None:
    lines = written(journal)
    lines[line] = lines[line].replace(b"stored", b"failed")
    journal.place.write_bytes(b"\n".join(lines) + b"\n")
    assert journal.breaks() == [line + 2]


@pytest.mark.parametrize("line", range(4))
def test_a_removed_line_is_seen(journal: Journal, line: int) -> None:
    lines = written(journal)
    del lines[line]
    journal.place.write_bytes(b"\n".join(lines) + b"\n")
    assert journal.breaks() == [line + 1]


def test_lines_in_another_order_are_seen(journal: Journal) -> None:
    lines = written(journal)
    lines[1], lines[2] = lines[2], lines[1]
    journal.place.write_bytes(b"\n".join(lines) + b"\n")
    assert journal.breaks()


@pytest.mark.parametrize("size", [1, 40, 100])
def test_a_line_that_a_crash_cut_short_disturbs_nothing(journal: Journal, size: int) -> None:
    lines = written(journal, 3)
    journal.place.write_bytes(b"\n".join(lines[:2]) + b"\n" + lines[2][:size])
    journal.record("put", path="after", result="stored")
    assert [record["path"] for record in journal.records()] == ["a/0", "a/1", "after"]
    assert journal.breaks() == []


def test_long_records_keep_the_chain(journal: Journal) -> None:
    for number in range(3):
        journal.record("put", path=f"a/{number}", note="x" * 200_000)
    assert journal.breaks() == []


def test_writers_at_once_lose_no_record(journal: Journal) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: journal.record("put", path=f"a/{number}"), range(40)))
    assert {record["path"] for record in journal.records()} == {f"a/{number}" for number in range(40)}
    assert journal.breaks() == []


def test_what_began_and_did_not_end_is_known(journal: Journal) -> None:
    journal.record("put", address="x", result="begun")
    assert journal.unfinished(command="put", address="x") is not None
    assert journal.unfinished(command="put", address="y") is None
    journal.record("put", address="x", result="stored")
    assert journal.unfinished(command="put", address="x") is None


def test_without_a_file_there_are_no_records(journal: Journal) -> None:
    assert (journal.records(), journal.breaks(), journal.unfinished(command="put")) == ([], [], None)


def test_every_line_is_a_json_object(journal: Journal) -> None:
    assert all(isinstance(json.loads(line), dict) for line in written(journal))


def test_the_place_is_the_users_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("STRONGROOM_JOURNAL", raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert default_place() == tmp_path / "strongroom" / "journal.jsonl"
    monkeypatch.setenv("STRONGROOM_JOURNAL", str(tmp_path / "mine"))
    assert default_place() == tmp_path / "mine"
