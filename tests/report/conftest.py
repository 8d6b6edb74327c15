"""The dashboard of the day that requirement S2 describes, from the project's own catalogue."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from strongroom.catalogue import Catalogue, load
from strongroom.operations.scope import Scope
from strongroom.operations.status import RECORDED_ONLY, standings
from strongroom.report.dashboard import Dashboard, dashboard

DAY = date(2025, 10, 11)


@pytest.fixture(scope="session")
def ours() -> Catalogue:
    """The catalogue of the project."""
    return load(Path(__file__).resolve().parents[2] / "catalogue")


@pytest.fixture(scope="session")
def board(ours: Catalogue) -> Dashboard:
    """What was recorded by then, of all workspaces."""
    measured = {one.workspace: RECORDED_ONLY for one in ours.workspaces}
    found = standings(ours, Scope("local"), measured, DAY)
    return dashboard(ours, found, "local", DAY, recorded_only=True)
