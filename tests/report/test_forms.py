"""Every form of the dashboard says the same, and nothing in it is taken for markup."""

from __future__ import annotations

import dataclasses
import re
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from typing import TYPE_CHECKING, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.cli.status import Format
from strongroom.operations.scope import Scope
from strongroom.operations.status import Arrival, Measured, standings
from strongroom.report.dashboard import Dashboard, Tally, dashboard
from strongroom.report.forms import render
from strongroom.report.markdown import cell
from strongroom.report.status import as_json
from strongroom.stores.contract import Entry, Version

if TYPE_CHECKING:
    from strongroom.catalogue import Catalogue


class Words(HTMLParser):
    """The text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        """Collect."""
        self.words.append(data)


def words(text: str, form: Format) -> str:
    """What a form says, without its markup and its line breaks."""
    if form == "html":
        parser = Words()
        parser.feed(text)
        text = "".join(parser.words)
    return re.sub(r"[\s│\\]+", "", text)


@pytest.mark.parametrize("form", get_args(Format))
def test_every_form_names_every_delivery_and_what_it_waits_for(board: Dashboard, form: Format) -> None:
    said = words(render(board, form), form)
    missing = [
        text
        for row in board.rows
        for text in (row.name, row.standing.path, row.standing.target, row.standing.state, *row.remarks)
        if form != "table" and re.sub(r"\s+", "", text) not in said
    ]
    assert missing == []
    assert "2025-10-11" in said
    assert "4daysoverdue" in said


def test_the_dashboard_has_date_owner_and_overall_status_of_each_workspace(board: Dashboard) -> None:
    occ = next(section for section in board.sections if section.workspace == "occ")
    assert (occ.owners, occ.tally.overall) == ("platform-integrations", "blocked")
    text = render(board, "markdown")
    assert "# Secrets on 2025-10-11 (local)" in text
    assert "- Owner: platform-integrations\n- Overall status: **blocked** (2 complete, 7 pending, 10 blocked)" in text
    assert "| secret | path | target | status | blocker or note | rotation due |" in text


def test_what_is_made_together_is_said(board: Dashboard) -> None:
    row = next(row for row in board.rows if row.name == "CHATWOOT_ACCOUNT_ID_PROD")
    assert "generated with occ/chatwoot/token_prod" in row.remarks


@pytest.mark.parametrize(
    ("counts", "overall"),
    [
        ({"complete": 3}, "complete"),
        ({"complete": 3, "pending": 1}, "pending"),
        ({"complete": 3, "pending": 1, "unknown": 1}, "unknown"),
        ({"complete": 3, "pending": 1, "blocked": 1}, "blocked"),
        ({}, "complete"),
    ],
)
def test_the_whole_is_as_good_as_its_worst_part(counts: dict[str, int], overall: str) -> None:
    assert Tally(counts=counts).overall == overall


def test_the_next_rotation_follows_from_what_the_store_has(ours: Catalogue) -> None:
    path, stored = "candlefish/api/smithery", datetime(2025, 9, 1, 12, tzinfo=UTC)
    version = Version(id="1", created=stored, current=True)
    measured = Measured(entries={path: Entry(path=path, current=version)})
    every = {one.workspace: measured for one in ours.workspaces}
    today = date(2025, 10, 11)
    found = dashboard(ours, standings(ours, Scope("production"), every, today), "production", today)
    section = next(one for one in found.sections if one.workspace == "candlefish")
    due = section.next_rotation
    assert due is not None
    assert (due.standing.path, due.rotation_due, due.rotation_overdue) == (path, date(2025, 10, 1), True)
    assert as_json(found)["workspaces"][0]["next_rotation"] == {"path": path, "due": "2025-10-01"}
    assert "overdue 2025-10-01" in words(render(found, "table"), "table").replace("overdue", "overdue ")


@given(st.text(max_size=60))
def test_no_text_ends_a_cell_or_a_line_of_markdown(text: str) -> None:
    assert "\n" not in cell(text)
    assert re.search(r"(?<!\\)(?:\\\\)*[|<`]", cell(text)) is None


def test_a_page_allows_its_own_script_and_no_other(board: Dashboard) -> None:
    text = render(board, "html")
    [policy] = re.findall(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert re.search(r"(?:src|href)=\"(?!#|data:,)", text) is None
    assert " style=" not in text
    empty = render(dataclasses.replace(board, sections=()), "html")
    assert "no deliveries" in empty


@pytest.mark.parametrize("form", get_args(Format))
def test_a_file_that_only_other_machines_have_is_shown_and_worsens_nothing(ours: Catalogue, form: Format) -> None:
    version = Version(id="1", created=datetime(2025, 9, 1, tzinfo=UTC), current=True)
    measured = Measured(entries={one.path: Entry(path=one.path, current=version) for one in ours.secrets})
    every, today = {one.workspace: measured for one in ours.workspaces}, date(2025, 10, 11)
    there = {one.target for one in standings(ours, Scope("production"), every, today, "projects")}
    there -= {"store of record"}
    arrivals = {target: Arrival(state="elsewhere", at=None, note="no folder here") for target in there}
    found = standings(ours, Scope("production"), every, today, "projects", arrivals=arrivals)
    board = dashboard(ours, found, "production", today)
    assert board.tally.overall == "complete"
    assert board.tally.counts["elsewhere"] == len(there)
    assert "elsewhere" in words(render(board, form), form)
