"""What is read out of Vault's audit log: held against the metric filters that count the same lines."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest

from components.vault.watch.audit_filters import audit_filters
from strongroom.cli.vault_access import _of_files
from strongroom.operations.problem import InputError
from strongroom.vault.access import Kind, read
from tests.components.audit_lines import DENIED, HAPPENED, by, line
from tests.components.filter_patterns import matcher

if TYPE_CHECKING:
    from pathlib import Path

METRICS: dict[str, Kind] = {
    "Reads": "read",
    "Writes": "write",
    "Logins": "login",
    "FailedLogins": "refused",
    "Denied": "denied",
    "RootUses": "root",
    "RootAttempts": "root attempt",
    "BreakGlassLogins": "break-glass",
}


@pytest.mark.parametrize("what", HAPPENED)
def test_the_command_and_the_filters_see_the_same(what: str) -> None:
    lines, _ = HAPPENED[what]
    counts = read(lines, "production").counts()
    for one in audit_filters("production"):
        if one.metric in METRICS:
            assert counts[METRICS[one.metric]] == sum(map(matcher(one.pattern), lines)), one.metric


def test_the_same_from_the_same_is_put_together_the_most_frequent_first() -> None:
    lines = [line("response", time=f"2026-11-23T0{hour}:00:00Z") for hour in (3, 1, 2)]
    lines.append(line("response", auth=by("approle"), request={"id": "9"}))
    first, second = read(lines, "production").tallies("read")
    assert (first.who, first.times, first.first, first.last) == (
        "people-ada", 3, "2026-11-23T01:00:00Z", "2026-11-23T03:00:00Z",
    )  # fmt: skip
    assert first.path == "candlefish/jwt/secret"
    assert second.who == "approle"


def test_what_a_broken_glass_was_used_for_is_told_in_order() -> None:
    glass = by("break-glass-7", "strongroom-production-break-glass")
    lines = [
        line(auth=glass, time=f"2026-11-23T0{hour}:00:00Z", request={"id": str(hour), "path": f"secret/data/a/{hour}"})
        for hour in (2, 1)
    ]
    used = read(lines, "production").of("break-glass use")
    assert [event.entry for event in used] == ["a/1", "a/2"]


def test_only_the_asked_time_and_person_count() -> None:
    lines = [line("response"), line("response", time="2026-11-22T09:00:00Z"), line(error=DENIED, auth=by("aws-app"))]
    found = read(lines, "production", who="people-ada", since="2026-11-23T00:00:00")
    assert found.counts() == {"read": 1}
    assert (found.lines, found.first) == (2, "2026-11-23T09:00:00.123456789Z")


def test_a_line_that_is_cut_off_is_told_and_stops_nothing() -> None:
    found = read([line("response"), line("response")[:40], "[]", ""], "production")
    assert (found.lines, found.unreadable) == (1, 2)


def test_a_node_s_older_files_are_read_as_logrotate_leaves_them(tmp_path: Path) -> None:
    old, new = tmp_path / "audit.log.1.gz", tmp_path / "audit.log"
    old.write_bytes(gzip.compress(f"{line()}\n".encode()))
    new.write_text(f"{line()}\n{line()}\n")
    assert len(list(_of_files([old, new]))) == 3


@pytest.mark.parametrize(("name", "content"), [("audit.log.1.gz", b"no gzip"), ("audit.log", b"\xff\xfe\x00")])
def test_a_file_that_is_no_audit_log_is_refused_by_its_name(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=name):
        list(_of_files([tmp_path / name]))
    with pytest.raises(InputError, match="No such file"):
        list(_of_files([tmp_path / "missing.log"]))


def test_nothing_of_a_request_s_data_is_taken_over() -> None:
    lines = [line("response", request={"data": {"password": "hmac-of-it"}}, response={"data": {"k": "hmac-of-it"}})]
    assert "hmac-of-it" not in json.dumps([vars(event) for event in read(lines, "production").events])
