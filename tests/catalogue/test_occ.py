"""The inventory of OCC stands in the catalogue (the numbers are the requirements')."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from strongroom.catalogue import ENVIRONMENTS
from strongroom.catalogue.source import Derived, External
from strongroom.catalogue.status import Blocked, Complete
from tests.catalogue.ours import CATALOGUE, arriving, named

TODAY = date(2025, 10, 11)


def test_2_3_families_stand_for_what_their_stars_cover() -> None:
    staging = CATALOGUE.resolve("occ/shopify/api_secret_staging")
    production = CATALOGUE.resolve("occ/shopify/api_secret_prod")
    assert staging is not None
    assert production is not None
    assert (staging.name, staging.environments) == ("SHOPIFY_API_SECRET_STAGING", ("staging",))
    assert (production.name, production.environments) == ("SHOPIFY_API_SECRET_PROD", ("production",))


def test_2_4_a_path_says_prod_exactly_where_it_is_for_production() -> None:
    occ = [secret for secret in CATALOGUE.secrets if secret.workspace == "occ"]
    assert all(secret.path.endswith("_prod") == ("production" in secret.environments) for secret in occ)


def test_2_6_what_is_complete_has_its_time() -> None:
    done = {s.path: s.status["staging"] for s in CATALOGUE.secrets if isinstance(s.status.get("staging"), Complete)}
    assert {path: status.at for path, status in done.items() if isinstance(status, Complete)} == {
        "occ/supabase/service_key_staging": datetime(2025, 10, 10, 19, 26, tzinfo=UTC),
        "occ/shopify/*_staging": datetime(2025, 10, 10, 7, 18, tzinfo=UTC),
    }


@pytest.mark.parametrize("environment", ENVIRONMENTS)
@pytest.mark.parametrize("name", ["GA_MCP_HOST", "GA_MCP_CREDENTIALS", "GA_PROPERTY_ID"])
def test_2_6_google_analytics_is_four_days_overdue_on_the_eleventh(name: str, environment: str) -> None:
    status = named(name, environment).status[environment]  # type: ignore[index]  # both are environments
    assert isinstance(status, Blocked)
    assert (status.ticket, status.escalation, status.days_overdue(TODAY)) == ("OCC-INF-221", "CIO", 4)


def test_2_6_chatwoot_and_shopify_wait_for_what_they_wait_for() -> None:
    found = {s.name: s.status["production"] for s in CATALOGUE.secrets if "production" in s.status}
    blocked = {name: status for name, status in found.items() if isinstance(status, Blocked)}
    assert blocked["CHATWOOT_TOKEN_PROD"].health_check
    assert blocked["CHATWOOT_ACCOUNT_ID_PROD"].needs == ("occ/chatwoot/token_prod",)
    assert blocked["SHOPIFY_*_PROD"].approval == "go-live"
    assert "webhook" in (blocked["CHATWOOT_WEBHOOK_SECRET"].reason or "").lower()
    account = named("CHATWOOT_ACCOUNT_ID_PROD").source
    assert isinstance(account, External)
    assert account.together_with == "occ/chatwoot/token_prod"


def test_2_7_the_app_on_fly_gets_the_parts_of_the_connection_string() -> None:
    there = {each.name: each.secret.source for each in arriving(CATALOGUE, "fly:occ-chatwoot/")}
    parts = {name: s.extract for name, s in there.items() if isinstance(s, Derived)}
    names = ("host", "port", "database", "username", "password")
    assert parts == {f"POSTGRES_{name.upper()}": f"dsn.{name}" for name in names}
    assert {s.secret for s in there.values() if isinstance(s, Derived)} == {"occ/supabase/database_url_staging"}


def test_2_8_the_messages_stand_in_their_order() -> None:
    occ = next(workspace for workspace in CATALOGUE.workspaces if workspace.workspace == "occ")
    assert [topic.topic for topic in occ.messages] == ["Fly alignment", "GA MCP preparation", "Production strategy"]


def test_2_10_production_has_a_gate_with_approvers_and_a_rotation_schedule() -> None:
    occ = next(workspace for workspace in CATALOGUE.workspaces if workspace.workspace == "occ")
    assert occ.gates["go-live"].approvers
    secrets = [s for s in occ.secrets if "production" in s.environments and s.kind == "secret"]
    assert all(secret.rotation is not None for secret in secrets)
