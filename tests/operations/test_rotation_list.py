"""Where a rotation stands, from what the catalogue wants and what the stores know."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from components.generated_key import INITIAL_STAGE
from strongroom.catalogue import load
from strongroom.operations.rotation.list import rows
from strongroom.operations.scope import Scope
from strongroom.operations.status import Measured
from strongroom.stores.contract import Entry, Version
from strongroom.stores.rotations import INITIAL, RotationState
from tests.operations import catalogues

if TYPE_CHECKING:
    from pathlib import Path

    from strongroom.operations.rotation.list import Row

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
PATH = "shop/jwt/rotating"  # every 180 days, by a program
LOGIN = "shop/postgres/login"  # of a server that the program makes
FAMILY = "shop/apps/*_key"
WITH_LOGIN = f"""{catalogues.SHOP}
  - path: {FAMILY}
    name: APPS_*_KEY
    description: Keys of the shop's apps.
    type: api-key
    source: {{origin: supplied, where: Apps > Keys}}
    rotation: {{days: 90, strategy: manual}}
    destinations: []
  - path: {LOGIN}
    name: POSTGRES_LOGIN
    description: Login of the shop to its own server.
    type: database
    fields: [host, port, username, password]
    source: {{origin: external, system: rds, where: strongroom:databases of the stack}}
    rotation: {{days: 30, strategy: postgres, alternating: true, grace_hours: 24}}
"""


def row(folder: Path, *, age: int | None, failure: str | None = None, path: str = PATH, **state: Any) -> Row:
    """The row of the entry whose value is so many days old."""
    stored = NOW - timedelta(days=age) if age is not None else None
    current = Version(id="one", created=stored, current=True) if stored else None
    facts: dict[str, Any] = {
        "path": path,
        "arn": "arn",
        "enabled": True,
        "function": "strongroom-local-rotation-jwt-overlap",
        "current": "one" if stored else None,
        "pending": None,
        "changed": stored,
        "rotated": None,
        "following": None,
        "initial": False,
    }
    known = {path: RotationState(**facts | state)}
    catalogue = load(catalogues.write(folder, shop=WITH_LOGIN, vaulted=catalogues.VAULTED))
    entries = {path: Entry(path=path, current=current)} if failure is None else {}
    measured = {one.workspace: Measured(entries=entries, failure=failure) for one in catalogue.workspaces}
    (found,) = [one for one in rows(catalogue, Scope("local"), measured, states=known, now=NOW) if one.path == path]
    return found


@pytest.mark.parametrize(
    ("age", "state", "standing"),
    [
        (10, {}, "ok"),
        (170, {}, "due"),
        (190, {}, "overdue"),
        (10, {"pending": "two"}, "stuck"),
        (10, {"enabled": False}, "off"),
        (10, {"function": None}, "off"),
        (None, {}, "empty"),
    ],
)
def test_a_rotation_stands_where_its_store_says(
    tmp_path: Path, age: int | None, state: dict[str, Any], standing: str
) -> None:
    assert row(tmp_path, age=age, **state).standing == standing


def test_the_schedule_of_the_store_counts_before_the_age_of_the_value(tmp_path: Path) -> None:
    found = row(tmp_path, age=10, following=NOW - timedelta(days=3))
    assert (found.standing, found.days_overdue) == ("overdue", 3)


def test_a_store_that_can_not_be_asked_leaves_its_entries_unknown(tmp_path: Path) -> None:
    assert row(tmp_path, age=10, failure="no answer").standing == "unknown"


def test_nobody_has_to_act_while_the_program_manages(tmp_path: Path) -> None:
    assert row(tmp_path, age=10).acts == "nobody"


def test_the_owner_has_to_act_where_it_does_not(tmp_path: Path) -> None:
    late = row(tmp_path, age=190)
    assert late.acts == late.owner
    assert late.hint == f"strongroom rotate {PATH}"


def test_of_an_empty_family_a_member_is_put(tmp_path: Path) -> None:
    assert row(tmp_path, age=None, path=FAMILY).hint == "strongroom put shop/apps/NAME_key"


def test_a_login_that_a_server_was_just_made_for_waits_for_its_first_password(tmp_path: Path) -> None:
    waits = row(tmp_path, age=0, path=LOGIN, initial=True)
    assert (waits.standing, waits.hint, waits.acts) == ("waiting", f"strongroom rotate {LOGIN}", waits.owner)


def test_a_login_whose_first_rotation_has_ended_waits_for_nothing(tmp_path: Path) -> None:
    assert row(tmp_path, age=0, path=LOGIN, initial=False).standing == "ok"


def test_a_first_rotation_that_has_not_ended_is_told_before_what_it_would_bring(tmp_path: Path) -> None:
    assert row(tmp_path, age=0, path=LOGIN, initial=True, pending="two").standing == "stuck"


def test_a_value_that_the_engine_made_up_waits_for_nothing(tmp_path: Path) -> None:
    assert row(tmp_path, age=0, initial=True).standing == "ok"


def test_the_label_of_a_first_value_is_the_one_that_the_program_writes() -> None:
    assert INITIAL == INITIAL_STAGE
