"""The dashboard says what was recorded and what is measured, and never claims more than both."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from strongroom.catalogue import Catalogue, load
from strongroom.catalogue.status import Blocked, Complete, Pending
from strongroom.operations.measure import measure
from strongroom.operations.scope import Scope
from strongroom.operations.status import RECORDED_ONLY, Measured, Standing, standings
from strongroom.report.dashboard import dashboard, remarks
from strongroom.report.status import as_json
from strongroom.stores.contract import Entry, Version
from strongroom.stores.errors import DeniedError

if TYPE_CHECKING:
    from strongroom.catalogue import Environment
    from strongroom.catalogue.workspace import Store as Kind
    from strongroom.stores.contract import Store

DAY = date(2025, 10, 11)
NOON = datetime(2025, 10, 10, 12, 0, tzinfo=UTC)
EVENING = datetime(2025, 10, 10, 20, 0, tzinfo=UTC)


def has(*paths: str, at: datetime = NOON) -> Measured:
    """A store that got a value at each of these paths."""
    return Measured(
        entries={path: Entry(path=path, current=Version(id="1", created=at, current=True)) for path in paths}
    )


def complete(at: datetime) -> Complete:
    """A delivery that was recorded as done."""
    return Complete.model_validate({"state": "complete", "at": at.isoformat()})


def seen(catalogue: Catalogue, measured: Measured, path: str, environment: Environment = "production") -> Standing:
    """How the delivery of one entry stands."""
    every = dict.fromkeys((one.workspace for one in catalogue.workspaces), measured)
    (found,) = (s for s in standings(catalogue, Scope(environment), every, DAY) if s.path == path)
    return found


def recorded(catalogue: Catalogue, path: str, status: Complete | Pending | Blocked) -> Catalogue:
    """The catalogue with a status of one entry in production."""
    workspaces = tuple(
        one.model_copy(
            update={
                "secrets": tuple(
                    s.model_copy(update={"status": {"production": status}}) if s.path == path else s
                    for s in one.secrets
                )
            }
        )
        for one in catalogue.workspaces
    )
    return replace(catalogue, workspaces=workspaces)


KEY = "shop/payment/api_key"


def test_an_entry_without_a_value_is_pending(catalogue: Catalogue) -> None:
    empty = Measured(entries={KEY: Entry(path=KEY, current=None)})
    for measured in (empty, Measured(entries={})):
        standing = seen(catalogue, measured, KEY)
        assert (standing.state, standing.note) == ("pending", "the store has no value yet")


def test_a_value_that_nobody_mirrored_is_pending(catalogue: Catalogue) -> None:
    standing = seen(catalogue, has(KEY), KEY)
    assert (standing.state, standing.stored, standing.note) == ("pending", NOON, "in the store, not mirrored yet")


def test_a_recorded_delivery_of_the_present_value_is_complete_since_then(catalogue: Catalogue) -> None:
    known = recorded(catalogue, KEY, complete(EVENING))
    standing = seen(known, has(KEY), KEY)
    assert (standing.state, standing.at) == ("complete", EVENING)


def test_a_recorded_delivery_without_a_value_in_the_store_is_not_believed(catalogue: Catalogue) -> None:
    known = recorded(catalogue, KEY, complete(EVENING))
    standing = seen(known, has(), KEY)
    assert standing.state == "pending"
    assert standing.note == "recorded as complete on 2025-10-10 20:00Z, but the store has no value yet"


def test_a_recorded_delivery_of_an_older_value_is_pending_again(catalogue: Catalogue) -> None:
    known = recorded(catalogue, KEY, complete(NOON))
    standing = seen(known, has(KEY, at=EVENING), KEY)
    assert standing.state == "pending"
    assert standing.note == "mirrored on 2025-10-10 12:00Z; the store has a newer value"


def test_a_blocked_delivery_stays_blocked_whatever_the_store_has(catalogue: Catalogue) -> None:
    given = {"state": "blocked", "ticket": "OCC-INF-221", "escalation": "CIO", "since": "2025-10-07"}
    blocked = Blocked.model_validate(given)
    standing = seen(recorded(catalogue, KEY, blocked), has(KEY), KEY)
    assert (standing.state, standing.days_overdue) == ("blocked", 4)
    assert list(remarks(standing)) == ["OCC-INF-221", "escalated to CIO", "4 days overdue"]


def test_a_note_that_people_left_is_shown(catalogue: Catalogue) -> None:
    known = recorded(catalogue, KEY, Pending(state="pending", note="asked the provider"))
    assert seen(known, has(), KEY).note == "asked the provider"


def test_what_the_engine_delivers_is_complete_once_it_is_stored(catalogue: Catalogue) -> None:
    standing = seen(catalogue, has("shop/jwt/secret"), "shop/jwt/secret")
    assert (standing.state, standing.at, standing.writer) == ("complete", NOON, "engine")


def test_an_entry_that_is_delivered_nowhere_is_complete_once_it_is_stored(catalogue: Catalogue) -> None:
    standing = seen(catalogue, has("shop/mongodb/connection"), "shop/mongodb/connection")
    assert (standing.state, standing.target) == ("complete", "store of record")


def test_a_derived_value_is_as_old_as_what_it_is_derived_from(catalogue: Catalogue) -> None:
    assert seen(catalogue, has("shop/mongodb/connection"), "shop/mongodb/user").stored == NOON


def test_what_was_not_measured_is_not_claimed(catalogue: Catalogue) -> None:
    assert seen(catalogue, has(), "shop/address/support").state == "unknown"
    failed = Measured(entries={}, failure="Vault (https://v): Vault denies it; sign in")
    assert seen(catalogue, failed, KEY).state == "unknown"


def test_a_family_shows_the_members_that_the_store_has_and_itself_while_there_is_none(catalogue: Catalogue) -> None:
    def paths(measured: Measured) -> list[str]:
        every = dict.fromkeys((one.workspace for one in catalogue.workspaces), measured)
        found = standings(catalogue, Scope("staging"), every, DAY)
        return [standing.path for standing in found if standing.path.startswith("shop/apps/")]

    assert paths(has()) == ["shop/apps/*_token"]
    members = ["shop/apps/mail_token", "shop/apps/reviews_token"]
    assert paths(has(*members, "shop/apps/other")) == members


def test_the_local_environment_shows_the_deliveries_of_both(catalogue: Catalogue) -> None:
    every = dict.fromkeys((one.workspace for one in catalogue.workspaces), has())
    found = [s.environment for s in standings(catalogue, Scope("local"), every, DAY) if s.path == KEY]
    assert found == ["staging", "production"]


def test_one_store_that_fails_stops_none_of_the_others(catalogue: Catalogue) -> None:
    class Listing:
        def entries(self) -> tuple[Entry, ...]:
            return (Entry(path=KEY, current=None),)

    def opened(kind: Kind) -> Store:
        if kind == "vault":
            raise DeniedError(place="Vault", problem="denied", way_out="sign in")
        return Listing()  # type: ignore[return-value]  # a listing is all that is asked of it

    measured = measure(catalogue.workspaces, opened)
    assert measured["shop"].failure is None
    assert set(measured["shop"].entries) == {KEY}
    assert measured["vaulted"].failure == "Vault: denied; sign in"


@pytest.fixture(scope="module")
def real() -> Catalogue:
    """The catalogue of the project."""
    return load(Path(__file__).resolve().parents[2] / "catalogue")


def test_the_dashboard_of_the_day_it_was_written_is_reproduced(real: Catalogue) -> None:
    every = dict.fromkeys((one.workspace for one in real.workspaces), RECORDED_ONLY)
    found = [s for s in standings(real, Scope("local"), every, DAY) if s.workspace == "occ"]
    lines = {(s.name, s.environment): (s.state, *remarks(s)) for s in found if s.target.startswith("github:")}
    done = {key: s.at for s in found if (key := s.name) and s.state == "complete"}
    assert done == {
        "SUPABASE_SERVICE_KEY_STAGING": datetime(2025, 10, 10, 19, 26, tzinfo=UTC),
        "SHOPIFY_*_STAGING": datetime(2025, 10, 10, 7, 18, tzinfo=UTC),
    }
    waiting = ("blocked", "OCC-INF-221", "escalated to CIO", "4 days overdue")
    for name in ("GA_MCP_HOST", "GA_MCP_CREDENTIALS", "GA_PROPERTY_ID"):
        for environment in ("staging", "production"):
            assert lines[name, environment] == waiting
    blocked = {name for (name, _), (state, *_) in lines.items() if state == "blocked"}
    assert blocked >= {"CHATWOOT_TOKEN_PROD", "CHATWOOT_ACCOUNT_ID_PROD", "CHATWOOT_WEBHOOK_SECRET", "SHOPIFY_*_PROD"}
    assert "approval: go-live" in lines["SHOPIFY_*_PROD", "production"]
    assert "needs occ/chatwoot/token_prod" in lines["CHATWOOT_ACCOUNT_ID_PROD", "production"]


def test_the_days_overdue_are_counted_up_to_the_day_that_is_asked_for(real: Catalogue) -> None:
    every = dict.fromkeys((one.workspace for one in real.workspaces), RECORDED_ONLY)
    found = [s for s in standings(real, Scope("local"), every, date(2025, 11, 6)) if s.name == "GA_MCP_HOST"]
    assert {s.days_overdue for s in found} == {30}


def test_all_nine_entries_of_the_checklist_are_listed(real: Catalogue) -> None:
    every = dict.fromkeys((one.workspace for one in real.workspaces), RECORDED_ONLY)
    found = standings(real, Scope("production"), every, DAY, "wired-chaos")
    assert len(found) == 9
    assert {s.environment for s in found} == {"production"}


def test_the_json_sums_up_what_it_lists(catalogue: Catalogue) -> None:
    every = dict.fromkeys((one.workspace for one in catalogue.workspaces), has("shop/jwt/secret"))
    found = standings(catalogue, Scope("production"), every, DAY)
    data = as_json(dashboard(catalogue, found, "production", DAY))
    assert data["as_of"] == "2025-10-11"
    assert sum(data["summary"].values()) == len(data["deliveries"]) == len(found)
    (jwt,) = (d for d in data["deliveries"] if d["path"] == "shop/jwt/secret")
    assert jwt["at"] == "2025-10-10T12:00:00+00:00"
