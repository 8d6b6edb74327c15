"""Configuration variables of every scope."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.local.github.conftest import Site

ENVIRONMENT = "/repos/occ/site/environments/prod%2Feu/variables"
SCOPES = (ENVIRONMENT, "/repositories/{id}/environments/prod%2Feu/variables", "/repos/occ/site/actions/variables")
every_scope = pytest.mark.parametrize("scope", [*SCOPES, f"/api/v3{ENVIRONMENT}"], indirect=True)


@every_scope
def test_a_variable_is_created_read_changed_and_deleted(site: Site, scope: str) -> None:
    site.call("POST", scope, {"name": "site_id", "value": "one"}, expect=201)
    assert site.call("GET", f"{scope}/SITE_ID", expect=200)["value"] == "one"
    site.call("PATCH", f"{scope}/SITE_ID", {"name": "SITE_ID", "value": "two"}, expect=204)
    listed = site.call("GET", scope, expect=200)
    assert [(one["name"], one["value"]) for one in listed["variables"]] == [("SITE_ID", "two")]
    site.call("DELETE", f"{scope}/SITE_ID", expect=204)
    for method in ("GET", "PATCH", "DELETE"):
        site.call(method, f"{scope}/SITE_ID", {"value": "x"} if method == "PATCH" else None, expect=404)


@every_scope
def test_a_second_variable_of_one_name_is_a_conflict_and_changes_nothing(site: Site, scope: str) -> None:
    site.call("POST", scope, {"name": "SITE_ID", "value": "one"}, expect=201)
    site.call("POST", scope, {"name": "site_id", "value": "two"}, expect=409)
    assert site.call("GET", f"{scope}/SITE_ID", expect=200)["value"] == "one"


@pytest.mark.parametrize("name", ["GITHUB_X", "1ST", "A-B", ""])
def test_a_name_that_github_refuses_is_refused(site: Site, name: str) -> None:
    site.call("POST", ENVIRONMENT, {"name": name, "value": "x"}, expect=422)


def test_a_rename_onto_another_variable_is_a_conflict(site: Site) -> None:
    for name in ("ONE", "TWO"):
        site.call("POST", ENVIRONMENT, {"name": name, "value": name}, expect=201)
    site.call("PATCH", f"{ENVIRONMENT}/ONE", {"name": "TWO"}, expect=409)
    site.call("PATCH", f"{ENVIRONMENT}/ONE", {"name": "THREE"}, expect=204)
    names = [one["name"] for one in site.call("GET", ENVIRONMENT, expect=200)["variables"]]
    assert names == ["THREE", "TWO"]


def test_a_page_of_variables_has_10_and_at_most_30(site: Site) -> None:
    for number in range(35):
        site.call("POST", ENVIRONMENT, {"name": f"V{number}", "value": ""}, expect=201)
    assert len(site.call("GET", ENVIRONMENT, expect=200)["variables"]) == 10
    assert len(site.call("GET", f"{ENVIRONMENT}?per_page=100", expect=200)["variables"]) == 30


def test_too_many_or_too_large_is_refused(site: Site) -> None:
    site.call("POST", ENVIRONMENT, {"name": "LARGE", "value": "ä" * 24 * 1024 + "x"}, expect=422)
    for number in range(100):
        site.call("POST", ENVIRONMENT, {"name": f"V{number}", "value": ""}, expect=201)
    site.call("POST", ENVIRONMENT, {"name": "V100", "value": ""}, expect=422)
