"""Deployment environments. Source: https://docs.github.com/rest/deployments/environments."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from local.github import places
from local.github.accounts import node_id, team_view, user_view
from local.github.answers import Call, Endpoint, invalid, not_found, page, typed
from local.github.model import Environment, Repository, Reviewer, now
from local.stand_in.answers import Answer

LONGEST_WAIT = 43_200  # minutes: 30 days
MOST_REVIEWERS = 6
LONGEST_NAME = 255


def _view(call: Call, repository: Repository, environment: Environment) -> dict[str, Any]:
    url = f"{call.root}/repos/{repository.full_name}/environments/{quote(environment.name, safe='')}"
    return {
        "id": environment.id,
        "node_id": node_id("EN", environment.id),
        "name": environment.name,
        "url": url,
        "html_url": f"{call.root.removesuffix('/api/v3')}/{repository.full_name}/deployments",
        "created_at": environment.created_at,
        "updated_at": environment.updated_at,
        "can_admins_bypass": environment.can_admins_bypass,
        "protection_rules": _rules(call, environment),
        "deployment_branch_policy": environment.deployment_branch_policy,
    }


def _rules(call: Call, environment: Environment) -> list[dict[str, Any]]:
    rules: list[dict[str, Any]] = []
    if environment.wait_timer:
        rules.append({"type": "wait_timer", "wait_timer": environment.wait_timer})
    if environment.reviewers:
        reviewers = [{"type": one.type, "reviewer": _reviewer(call, one)} for one in environment.reviewers]
        rule = {"type": "required_reviewers", "prevent_self_review": environment.prevent_self_review}
        rules.append(rule | {"reviewers": reviewers})
    if environment.deployment_branch_policy:
        rules.append({"type": "branch_policy"})
    numbers = (environment.id * 10 + place for place in range(1, 4))
    return [
        {"id": number, "node_id": node_id("GA", number)} | rule for number, rule in zip(numbers, rules, strict=False)
    ]


def _reviewer(call: Call, one: Reviewer) -> dict[str, Any] | None:
    if one.type == "User":
        return next((user_view(user, call.root) for user in call.world.users.values() if user.id == one.id), None)
    return next((team_view(team, call.root) for team in call.world.teams if team.id == one.id), None)


def _put(call: Call) -> Answer:
    repository, name = places.repository(call), call.names["environment"]
    if len(name) > LONGEST_NAME:
        raise invalid("Validation Failed", {"resource": "Environment", "code": "invalid", "field": "name"})
    wanted = {
        "wait_timer": _wait_timer(call),
        "reviewers": _reviewers(call),
        "deployment_branch_policy": _branch_policy(call),
        "prevent_self_review": typed(call.body.get("prevent_self_review") or False, "prevent_self_review", bool),
        "can_admins_bypass": call.body.get("can_admins_bypass", True) is not False,
    }
    key = name.lower()
    if key not in repository.environments:
        repository.environments[key] = Environment(id=call.world.next_id(), name=name)
    found = repository.environments[key]
    for field, value in wanted.items():
        setattr(found, field, value)
    if not (found.deployment_branch_policy or {}).get("custom_branch_policies"):
        found.branch_policies.clear()
    found.updated_at = now()
    return Answer(body=_view(call, repository, found))


def _wait_timer(call: Call) -> int:
    minutes = typed(call.body.get("wait_timer") or 0, "wait_timer", int)
    if not 0 <= minutes <= LONGEST_WAIT:
        raise invalid(f"Wait timer must be between 0 and {LONGEST_WAIT}.")
    return int(minutes)


def _reviewers(call: Call) -> list[Reviewer]:
    given = typed(call.body.get("reviewers") or [], "reviewers", list)
    if len(given) > MOST_REVIEWERS:
        raise invalid(f"Reviewers: at most {MOST_REVIEWERS} users or teams.")
    known = {("User", user.id) for user in call.world.users.values()} | {("Team", team.id) for team in call.world.teams}
    bad = [one for one in given if not isinstance(one, dict) or (one.get("type"), one.get("id")) not in known]
    if bad:
        raise invalid("Validation Failed", *({"resource": "Reviewer", "code": "invalid", "field": "id"} for _ in bad))
    return [Reviewer(type=one["type"], id=one["id"]) for one in given]


def _branch_policy(call: Call) -> dict[str, bool] | None:
    given = call.body.get("deployment_branch_policy")
    if given is None:
        return None
    flags = {
        name: bool(typed(given, "deployment_branch_policy", dict).get(name))
        for name in ("protected_branches", "custom_branch_policies")
    }
    if len(set(flags.values())) == 1:
        raise invalid("protected_branches and custom_branch_policies cannot have the same value")
    return flags


def _get(call: Call) -> Answer:
    return Answer(body=_view(call, places.repository(call), places.environment(call)))


def _list(call: Call) -> Answer:
    repository = places.repository(call)
    ordered = sorted(repository.environments.values(), key=lambda one: one.name)
    return page(call, "environments", [_view(call, repository, environment) for environment in ordered])


def _delete(call: Call) -> Answer:
    if places.repository(call).environments.pop(call.names["environment"].lower(), None) is None:
        raise not_found()
    return Answer(status=204)


ENDPOINTS = tuple(
    Endpoint(method=method, path=path + rest, handler=handler)
    for path in places.REPOSITORY_PATHS
    for method, rest, handler in (
        ("GET", "/environments", _list),
        ("GET", "/environments/{environment}", _get),
        ("PUT", "/environments/{environment}", _put),
        ("DELETE", "/environments/{environment}", _delete),
    )
)
