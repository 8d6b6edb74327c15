"""Coordination messages come from the data, in the order of their priority (requirement 2.8)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from strongroom.catalogue import Catalogue, load
from strongroom.operations.messages import Message, messages
from strongroom.operations.scope import Scope
from strongroom.operations.status import RECORDED_ONLY, Standing, standings
from strongroom.report.messages import as_json, markdown, text

DAY = date(2025, 10, 11)


@pytest.fixture(scope="module")
def ours() -> Catalogue:
    """The catalogue of the project."""
    return load(Path(__file__).resolve().parents[2] / "catalogue")


def stand(ours: Catalogue) -> list[Standing]:
    """How everything was recorded that day."""
    measured = {one.workspace: RECORDED_ONLY for one in ours.workspaces}
    return standings(ours, Scope("local"), measured, DAY)


@pytest.fixture(scope="module")
def due(ours: Catalogue) -> list[Message]:
    """The messages of the day."""
    return list(messages(ours, stand(ours), DAY))


def test_the_three_messages_of_the_day_stand_in_their_order(due: list[Message]) -> None:
    assert [(one.priority, one.topic, one.audience) for one in due] == [
        (1, "Fly alignment", "Chatwoot team"),
        (2, "GA MCP preparation", "CIO and infrastructure"),
        (3, "Production strategy", "Release managers"),
    ]


def test_each_says_what_is_needed_and_what_waits_for_it(due: list[Message]) -> None:
    fly, ga, production = due
    assert "strongroom put occ/supabase/database_url_staging" in fly.needs[0].what
    assert fly.needs[1].what.startswith("the value of occ/supabase/database_url_staging is stored")
    assert len(fly.needs[1].names) == 5
    assert [need.what for need in ga.needs] == [
        "OCC-INF-221 is done, escalated to CIO, 4 days overdue: please say by when"
    ]
    assert ga.days_overdue == 4
    assert "Approval by CIO and release-managers" in production.needs[0].what
    assert any("health checks" in need.what for need in production.needs)
    assert any(need.names == ("CHATWOOT_ACCOUNT_ID_PROD",) for need in production.needs)


def test_a_topic_that_is_complete_needs_no_message(ours: Catalogue) -> None:
    done = [
        replace(one, state="complete", at=datetime(2025, 10, 11, tzinfo=UTC), blocker=None)
        if one.path.startswith("occ/ga/")
        else one
        for one in stand(ours)
    ]
    assert [(one.priority, one.topic) for one in messages(ours, done, DAY)] == [
        (1, "Fly alignment"),
        (3, "Production strategy"),
    ]


def test_a_value_that_is_stored_only_waits_for_the_mirror(ours: Catalogue) -> None:
    stored = [replace(one, stored=datetime(2025, 10, 11, tzinfo=UTC)) for one in stand(ours)]
    fly = next(messages(ours, stored, DAY))
    assert "the value is mirrored to fly:occ-chatwoot" in [need.what for need in fly.needs]


def test_every_form_says_the_same(due: list[Message]) -> None:
    data = as_json(due)
    assert [each["priority"] for each in data] == [1, 2, 3]
    assert data[1]["subject"] == "[occ] GA MCP preparation: 0 of 6 complete, 6 blocked, 4 days overdue"
    assert all(each["text"] in text(due) for each in data)
    assert markdown(due).count("\n## ") == 2
    assert "1. OCC-INF-221 is done, escalated to CIO" in markdown(due)
