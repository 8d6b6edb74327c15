"""A blocker is written into the person's own file: its comments stay, and nothing invalid is ever written."""

from __future__ import annotations

import difflib
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from strongroom.catalogue import CatalogueError, load
from strongroom.catalogue.status import Blocked
from strongroom.operations.blockers import Edit, blocked_entry
from strongroom.operations.journal import Journal
from strongroom.operations.problem import InputError
from strongroom.operations.status_lines import with_status
from tests.operations import catalogues

if TYPE_CHECKING:
    from strongroom.catalogue import Environment

OURS = Path(__file__).resolve().parents[2] / "catalogue"
PATHS = [
    (secret.path, workspace.workspace, secret.environments[0])
    for workspace in load(OURS).workspaces
    for secret in (workspace.secrets[0], workspace.secrets[-1])
]


def edit(folder: Path, path: str, environment: Environment = "production") -> Edit:
    """An edit of one entry."""
    secret, _ = blocked_entry(load(folder), path, environment)
    return Edit(directory=folder, secret=secret, environment=environment, journal=Journal(folder.parent / "j.jsonl"))


def changed(before: str, after: str) -> list[str]:
    """The lines that differ, each with its sign."""
    lines = difflib.ndiff(before.splitlines(), after.splitlines())
    return [line for line in lines if line[0] in "+-"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The project's catalogue, to write in."""
    target = tmp_path / "catalogue"
    target.mkdir()
    for file in OURS.glob("*.yaml"):
        (target / file.name).write_text(file.read_text())
    return target


@pytest.mark.parametrize(("path", "workspace", "environment"), PATHS, ids=str)
def test_an_entry_of_ours_is_blocked_and_cleared_by_its_own_lines_alone(
    path: str, workspace: str, environment: str
) -> None:
    before = (OURS / f"{workspace}.yaml").read_text()
    blocked = with_status(before, path, environment, {"state": "blocked", "ticket": "T-1"})
    assert 1 <= len(changed(before, blocked)) <= 2
    cleared = with_status(blocked, path, environment, None)
    had_status = any(line.startswith("-") for line in changed(before, blocked))
    assert cleared == before or had_status


def test_comments_quotes_and_layout_stay() -> None:
    text = (
        "# head\nsecrets:\n  # about a\n  - path: a/b  # here\n    name: 'A'\n"
        "    status:  # watched\n      staging: {state: pending}  # soon\n      # last\n\n"
        "  # about b\n  - path: c/d\n    fields:\n      [one,\n       two]\n# end\n"
    )
    after = with_status(text, "a/b", "production", {"state": "blocked", "needs": ["c/d"]})
    assert changed(text, after) == ["+       production: {state: blocked, needs: [c/d]}"]
    after = with_status(text, "c/d", "staging", {"state": "blocked", "reason": "a: #b"})
    assert changed(text, after) == ["+     status:", "+       staging: {state: blocked, reason: 'a: #b'}"]
    assert after.index("status:", after.index("c/d")) < after.index("# end")


def test_windows_line_ends_stay() -> None:
    text = "secrets:\r\n  - path: a/b\r\n    name: A\r\n"
    after = with_status(text, "a/b", "staging", {"state": "blocked", "ticket": "T-1"})
    assert after == text + "    status:\r\n      staging: {state: blocked, ticket: T-1}\r\n"


@pytest.mark.parametrize("text", ["secrets: [{path: a/b}]\n", "secrets:\n  - {path: a/b}\n"])
def test_what_can_not_be_changed_safely_is_left_to_a_person(text: str) -> None:
    with pytest.raises(InputError, match="by hand"):
        with_status(text, "a/b", "staging", {"state": "blocked", "ticket": "T-1"})


def test_a_blocker_is_read_back_by_the_catalogue(folder: Path) -> None:
    edit(folder, "wired-chaos/wix/api_key").block({"ticket": "WC-7", "since": date(2025, 10, 7), "reason": "no: yes"})
    found = load(folder).secret("wired-chaos/wix/api_key")
    assert found is not None
    status = found.status["production"]
    assert isinstance(status, Blocked)
    assert (status.ticket, status.days_overdue(date(2025, 10, 11)), status.reason) == ("WC-7", 4, "no: yes")


def test_a_later_fact_joins_the_earlier_ones(folder: Path) -> None:
    edit(folder, "occ/ga/mcp_host", "staging").block({"escalation": "board"})
    found = load(folder).secret("occ/ga/mcp_host")
    assert found is not None
    status = found.status["staging"]
    assert isinstance(status, Blocked)
    assert (status.ticket, status.escalation, status.since) == ("OCC-INF-221", "board", date(2025, 10, 7))


@pytest.mark.parametrize(
    "facts",
    [{"approval": "nowhere"}, {"needs": ["occ/none/there"]}, {"ticket": "two words"}, {"escalation": "CIO"}],
    ids=lambda facts: next(iter(facts)),
)
def test_what_would_make_the_catalogue_wrong_is_refused_and_nothing_is_changed(
    folder: Path, facts: dict[str, Any]
) -> None:
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    with pytest.raises(CatalogueError, match="nothing was changed"):
        edit(folder, "wired-chaos/wix/api_key").block(facts)
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
    assert not (folder.parent / "j.jsonl").exists()


def test_clearing_leaves_a_note_or_nothing(folder: Path) -> None:
    edit(folder, "occ/ga/mcp_host", "staging").clear("arrives on Monday")
    edit(folder, "occ/ga/mcp_credentials", "staging").clear()
    catalogue = load(folder)
    host, credentials = catalogue.secret("occ/ga/mcp_host"), catalogue.secret("occ/ga/mcp_credentials")
    assert host is not None
    assert credentials is not None
    assert host.status["staging"].model_dump() == {"state": "pending", "note": "arrives on Monday"}
    assert dict(credentials.status) == {}
    with pytest.raises(InputError, match="is not blocked"):
        edit(folder, "occ/ga/mcp_host", "staging").clear()


def test_both_are_written_down(folder: Path) -> None:
    one = edit(folder, "occ/ga/mcp_host", "staging")
    one.block({"ticket": "OCC-1", "reason": "words of a person"})
    edit(folder, "occ/ga/mcp_host", "staging").clear()
    records = one.journal.records()
    assert [(each["command"], each["result"], each["path"]) for each in records] == [
        ("blocker", "set", "occ/ga/mcp_host"),
        ("blocker", "cleared", "occ/ga/mcp_host"),
    ]
    assert "words of a person" not in str(records)


def test_a_name_a_family_and_its_members_are_understood(tmp_path: Path) -> None:
    shop = load(catalogues.write(tmp_path))
    assert blocked_entry(shop, "SITE_ID", None)[1] == "production"
    assert blocked_entry(shop, "shop/apps/*_token", None)[0].is_family
    with pytest.raises(InputError, match='the family "shop/apps/\\*_token"'):
        blocked_entry(shop, "shop/apps/mail_token", None)
    with pytest.raises(InputError, match="say --environment"):
        blocked_entry(shop, "shop/jwt/secret", None)
    with pytest.raises(InputError, match="is not in staging"):
        blocked_entry(shop, "SITE_ID", "staging")
