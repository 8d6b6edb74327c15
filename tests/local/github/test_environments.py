"""Environments, their protection, their branch policies; accounts, repositories and dispatches around them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.local.github.conftest import Site

PROD = "/repos/occ/site/environments/prod%2Feu"
CUSTOM = {"deployment_branch_policy": {"protected_branches": False, "custom_branch_policies": True}}


def test_a_put_creates_or_replaces_the_protection_of_an_environment(site: Site) -> None:
    user = site.call("GET", "/users/ada", expect=200)["id"]
    team = site.call("GET", "/orgs/occ/teams/platform", expect=200)["id"]
    reviewers = [{"type": "User", "id": user}, {"type": "Team", "id": team}]
    body = {"wait_timer": 30, "prevent_self_review": True, "reviewers": reviewers, "can_admins_bypass": False}
    created = site.call("PUT", PROD, body | CUSTOM, expect=200)
    assert created == site.call("GET", PROD, expect=200)
    rules = {rule["type"]: rule for rule in created["protection_rules"]}
    assert set(rules) == {"wait_timer", "required_reviewers", "branch_policy"}
    assert rules["wait_timer"]["wait_timer"] == 30
    assert rules["required_reviewers"]["prevent_self_review"] is True
    shown = [(one["type"], one["reviewer"]["id"]) for one in rules["required_reviewers"]["reviewers"]]
    assert shown == [("User", user), ("Team", team)]
    assert created["can_admins_bypass"] is False
    assert created["deployment_branch_policy"] == CUSTOM["deployment_branch_policy"]
    assert site.call("PUT", PROD, {}, expect=200)["protection_rules"] == [], "what a put leaves out is taken away"


@pytest.mark.parametrize(
    "body",
    [
        {"wait_timer": 43_201},
        {"wait_timer": -1},
        {"wait_timer": "5"},
        {"reviewers": [{"type": "User", "id": 1}]},
        {"reviewers": ["ada"]},
        {"reviewers": [{"type": "User", "id": 1}] * 7},
        {"deployment_branch_policy": {"protected_branches": True, "custom_branch_policies": True}},
        {"deployment_branch_policy": {"protected_branches": False, "custom_branch_policies": False}},
    ],
)
def test_a_wrong_protection_is_refused_and_changes_nothing(site: Site, body: dict[str, Any]) -> None:
    before = site.call("GET", PROD, expect=200)
    site.call("PUT", PROD, body, expect=422)
    assert site.call("GET", PROD, expect=200) == before


def test_environments_are_listed_and_found_whatever_their_case(site: Site) -> None:
    site.call("PUT", "/repos/occ/site/environments/Staging", {}, expect=200)
    listed = site.call("GET", f"/repositories/{site.repository_id}/environments", expect=200)
    assert [one["name"] for one in listed["environments"]] == ["Staging", "prod/eu"]
    assert site.call("GET", "/repos/OCC/Site/environments/staging", expect=200)["name"] == "Staging"
    site.call("DELETE", "/repos/occ/site/environments/STAGING", expect=204)
    site.call("DELETE", "/repos/occ/site/environments/STAGING", expect=404)


def test_branch_policies_are_kept_only_by_an_environment_that_asks_for_them(site: Site) -> None:
    policies = f"{PROD}/deployment-branch-policies"
    site.call("POST", policies, {"name": "main"}, expect=404)
    site.call("PUT", PROD, CUSTOM, expect=200)
    first = site.call("POST", policies, {"name": "main"}, expect=200)
    tag = site.call("POST", policies, {"name": "v*", "type": "tag"}, expect=200)
    assert (first["type"], tag["type"]) == ("branch", "tag")
    site.call("POST", policies, {"name": "main"}, expect=303)
    site.call("POST", policies, {"name": "x", "type": "commit"}, expect=422)
    assert site.call("PUT", f"{policies}/{first['id']}", {"name": "release/*"}, expect=200)["name"] == "release/*"
    assert site.call("GET", f"{policies}/{first['id']}", expect=200)["name"] == "release/*"
    assert site.call("GET", policies, expect=200)["total_count"] == 2
    site.call("DELETE", f"{policies}/{tag['id']}", expect=204)
    site.call("GET", f"{policies}/{tag['id']}", expect=404)
    site.call("PUT", PROD, {}, expect=200)
    site.call("PUT", PROD, CUSTOM, expect=200)
    assert site.call("GET", policies, expect=200)["total_count"] == 0


def test_accounts_are_found_by_login_and_by_number(site: Site) -> None:
    ada = site.call("GET", "/users/Ada", expect=200)
    assert site.call("GET", f"/user/{ada['id']}", expect=200) == ada
    assert site.call("GET", "/user", expect=200)["type"] == "User"
    occ = site.call("GET", "/orgs/OCC", expect=200)
    assert site.call("GET", f"/organizations/{occ['id']}", expect=200) == occ
    assert site.call("GET", "/users/occ", expect=200)["type"] == "Organization"
    team = site.call("GET", "/orgs/occ/teams/platform", expect=200)
    assert site.call("GET", f"/organizations/{occ['id']}/team/{team['id']}", expect=200) == team
    assert [one["login"] for one in site.call("GET", "/orgs/occ/teams/platform/members", expect=200)] == ["ada"]
    for path in ("/users/none", "/orgs/none", "/orgs/ada", "/orgs/occ/teams/none"):
        site.call("GET", path, expect=404)


def test_a_repository_is_created_changed_and_deleted(site: Site) -> None:
    made = site.call("POST", "/orgs/occ/repos", {"name": "new", "visibility": "private", "topics": ["a"]}, expect=201)
    site.call("POST", "/orgs/occ/repos", {"name": "New"}, expect=422)
    site.call("PATCH", "/repos/occ/new", {"name": "newer", "description": "d", "private": False}, expect=200)
    shown = site.call("GET", f"/repositories/{made['id']}", expect=200)
    assert (shown["full_name"], shown["visibility"], shown["description"]) == ("occ/newer", "public", "d")
    site.call("GET", "/repos/occ/new", expect=404)
    assert "newer" in [one["name"] for one in site.call("GET", "/orgs/occ/repos", expect=200)]
    site.call("DELETE", "/repos/occ/newer", expect=204)
    site.call("GET", f"/repositories/{made['id']}", expect=404)
    assert site.call("POST", "/user/repos", {"name": "mine"}, expect=201)["owner"]["type"] == "User"


def test_dispatches_are_recorded_and_a_workflow_dispatch_queues_a_run(site: Site) -> None:
    site.call("POST", "/repos/occ/site/dispatches", {"event_type": "rotated", "client_payload": {"a": 1}}, expect=204)
    workflow = "/repos/occ/site/actions/workflows/mirror.yml"
    site.call("POST", f"{workflow}/dispatches", {"ref": "main", "inputs": {"path": "x"}}, expect=204)
    seen = site.call("GET", "/_dispatches", expect=200)["dispatches"]
    assert [one["event_type"] for one in seen] == ["rotated", "workflow_dispatch:mirror.yml"]
    runs = site.call("GET", "/repos/occ/site/actions/runs?event=workflow_dispatch", expect=200)
    assert [(run["head_branch"], run["status"]) for run in runs["workflow_runs"]] == [("main", "queued")]
    assert site.call("GET", f"{workflow}/runs?branch=other", expect=200)["total_count"] == 0
    site.call("POST", "/repos/occ/site/actions/workflows/none.yml/dispatches", {"ref": "main"}, expect=404)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"event_type": ""},
        {"event_type": "x" * 101},
        {"event_type": "x", "client_payload": dict.fromkeys("abcdefghijk")},
    ],
)
def test_a_wrong_dispatch_is_refused(site: Site, body: dict[str, Any]) -> None:
    site.call("POST", "/repos/occ/site/dispatches", body, expect=422)
    assert site.call("GET", "/_dispatches", expect=200)["dispatches"] == []
