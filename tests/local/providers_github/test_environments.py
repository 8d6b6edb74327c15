"""Environments with protection, the policies of their branches, and variables that are already there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.local.providers.engine import CheckFailedError, ProviderError
from tests.local.providers_github.samples import ENVIRONMENT, token_of

if TYPE_CHECKING:
    from tests.local.providers_github.conftest import World

TOKEN = token_of("RepositoryEnvironment")
POLICY = token_of("RepositoryEnvironmentDeploymentPolicy")
CUSTOM = {"protectedBranches": False, "customBranchPolicies": True}


def _reviewers(world: World) -> dict[str, list[int]]:
    team = world.site.call("GET", "/orgs/occ/teams/platform", expect=200)["id"]
    user = world.site.call("GET", "/users/ada", expect=200)["id"]
    return {"teams": [team], "users": [user]}


def test_protection_is_set_read_back_and_taken_away(world: World) -> None:
    protection = {
        "waitTimer": 30,
        "preventSelfReview": True,
        "canAdminsBypass": False,
        "reviewers": [_reviewers(world)],
        "deploymentBranchPolicy": CUSTOM,
    }
    inputs = {"repository": "site", "environment": "prod"}
    made = world.engine.create(TOKEN, {**inputs, **protection})
    shown = world.site.call("GET", "/repos/occ/site/environments/prod", expect=200)
    assert {rule["type"] for rule in shown["protection_rules"]} == {"wait_timer", "required_reviewers", "branch_policy"}
    assert {name: made.plain[name] for name in protection} == protection
    imported = world.engine.read(TOKEN, made.id, name="imported")
    assert imported is not None
    assert {name: imported.plain[name] for name in protection} == protection
    assert set(world.engine.diff(made, inputs).kinds) == set(protection)
    world.engine.update(made, inputs)
    shown = world.site.call("GET", "/repos/occ/site/environments/prod", expect=200)
    assert shown["protection_rules"] == []
    assert shown["can_admins_bypass"] is True


def test_restating_a_default_is_no_change(world: World) -> None:
    inputs = {"repository": "site", "environment": "prod"}
    made = world.engine.create(TOKEN, inputs)
    assert not world.engine.diff(made, {**inputs, "canAdminsBypass": True, "preventSelfReview": False}).kinds


def test_an_existing_environment_is_taken_over(world: World) -> None:
    world.site.call("PUT", ENVIRONMENT, {"wait_timer": 3}, expect=200)
    made = world.engine.create(TOKEN, {"repository": "site", "environment": "prod/eu", "waitTimer": 4})
    assert made.plain["waitTimer"] == 4


@pytest.mark.parametrize(
    ("extra", "reason"),
    [
        ({"waitTimer": 43_201}, "waitTimer: 43201 minutes; use 0 to 43200"),
        ({"reviewers": [{"users": [1, 2, 3], "teams": [4, 5, 6, 7]}]}, r"reviewers\[0\]: more than 6"),
        ({"reviewers": [{"users": [1]}, {"teams": [1]}]}, "reviewers: at most one block"),
        ({"reviewrs": []}, "reviewrs: unknown property; did you mean reviewers"),
    ],
)
def test_a_wrong_protection_is_refused_in_a_preview(world: World, extra: dict[str, Any], reason: str) -> None:
    with pytest.raises(CheckFailedError, match=reason):
        world.engine.preview(TOKEN, {"repository": "site", "environment": "prod", **extra})


@pytest.mark.parametrize("kind", ["branch", "tag"])
def test_a_deployment_policy_lives_in_an_environment_that_has_custom_ones(world: World, kind: str) -> None:
    where = {"repository": "site", "environment": "prod:eu"}
    world.engine.create(TOKEN, {**where, "deploymentBranchPolicy": CUSTOM}, name="environment")
    inputs = {**where, f"{kind}Pattern": "release/*"}
    made = world.engine.create(POLICY, inputs)
    number = made.plain["policyId"]
    assert made.id == f"site:prod??eu:{number}"
    assert world.engine.create(POLICY, inputs).id == made.id, "what an interrupted run has left is taken over"
    path = f"/repos/occ/site/environments/prod%3Aeu/deployment-branch-policies/{number}"
    assert world.site.call("GET", path, expect=200)["type"] == kind
    assert not world.engine.diff(made, inputs).kinds
    assert world.engine.diff(made, {**where, f"{kind}Pattern": "main"}).replaces
    imported = world.engine.read(POLICY, made.id, name="imported")
    assert imported is not None
    assert {name: imported.plain[name] for name in inputs} == inputs
    world.engine.delete(made)
    world.site.call("GET", path, expect=404)
    assert world.engine.refresh(made) is None


@pytest.mark.parametrize("patterns", [{}, {"branchPattern": "a", "tagPattern": "b"}])
def test_a_deployment_policy_has_one_pattern(world: World, patterns: dict[str, str]) -> None:
    with pytest.raises(CheckFailedError, match="exactly one of branchPattern, tagPattern"):
        world.engine.preview(POLICY, {"repository": "site", "environment": "prod", **patterns})


def test_a_lost_acknowledgement_of_a_deployment_policy_leaves_one_policy(world: World) -> None:
    where = {"repository": "site", "environment": "prod"}
    world.engine.create(TOKEN, {**where, "deploymentBranchPolicy": CUSTOM}, name="environment")
    world.site.call("POST", "/_faults", {"method": "POST", "status": 504, "applied": True, "times": 4}, expect=201)
    with pytest.raises(ProviderError):
        world.engine.create(POLICY, {**where, "branchPattern": "main"})
    world.site.call("DELETE", "/_faults", expect=204)
    world.engine.create(POLICY, {**where, "branchPattern": "main"})
    with pytest.raises(ProviderError, match=r"POST .*deployment-branch-policies: 303"):
        world.engine.create(POLICY, {**where, "branchPattern": "main"}, name="twin")
    path = "/repos/occ/site/environments/prod/deployment-branch-policies"
    assert world.site.call("GET", path, expect=200)["total_count"] == 1


def test_creating_a_variable_that_exists_is_a_conflict(world: World) -> None:
    world.site.call("PUT", ENVIRONMENT, {}, expect=200)
    world.site.call("POST", f"{ENVIRONMENT}/variables", {"name": "SITE_ID", "value": "theirs"}, expect=201)
    inputs = {"repository": "site", "environment": "prod/eu", "variableName": "SITE_ID", "value": "ours"}
    with pytest.raises(ProviderError, match="409 Already exists"):
        world.engine.create(token_of("ActionsEnvironmentVariable"), inputs)
    with pytest.raises(ProviderError, match="409 Already exists"):
        world.engine.create(token_of("ActionsEnvironmentVariable"), inputs)
    assert world.site.call("GET", f"{ENVIRONMENT}/variables/SITE_ID", expect=200)["value"] == "theirs"


def test_updating_a_variable_that_was_removed_is_an_error(world: World) -> None:
    world.site.call("PUT", ENVIRONMENT, {}, expect=200)
    inputs = {"repository": "site", "environment": "prod/eu", "variableName": "SITE_ID", "value": "ours"}
    made = world.engine.create(token_of("ActionsEnvironmentVariable"), inputs)
    world.site.call("DELETE", f"{ENVIRONMENT}/variables/SITE_ID", expect=204)
    with pytest.raises(ProviderError, match=r"PATCH .*/variables/SITE_ID: 404 Not Found"):
        world.engine.update(made, {**inputs, "value": "new"})


@pytest.mark.parametrize("resource_id", ["site", "site:prod", "site:prod:A:B"])
def test_an_id_of_another_form_is_refused_with_the_right_one(world: World, resource_id: str) -> None:
    with pytest.raises(ProviderError, match="repository:environment:variableName"):
        world.engine.read(token_of("ActionsEnvironmentVariable"), resource_id)


def test_a_type_that_the_stand_in_has_not_can_be_previewed_and_no_more(world: World) -> None:
    token, inputs = token_of("IssueLabel"), {"repository": "site", "name": "bug", "color": "ff0000"}
    assert world.engine.preview(token, inputs)["name"] == "bug"
    with pytest.raises(ProviderError, match="can only be previewed"):
        world.engine.create(token, inputs)
