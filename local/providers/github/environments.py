"""Deployment environments and the policies that say which branches and tags may deploy to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from local.providers.differ import Rules
from local.providers.github import checks
from local.providers.github.places import (
    ENVIRONMENT,
    GithubCall,
    build_id,
    delete,
    identity_of,
    imported,
    parse_id,
    repository_number,
)
from local.providers.resource import Effect, Made, ResourceType

if TYPE_CHECKING:
    from local.providers.values import Properties

_PARTS: Final = ENVIRONMENT.parts


def _identity(call: GithubCall) -> dict[str, str]:
    return identity_of(call, _PARTS)


def _url(call: GithubCall, identity: dict[str, str]) -> str:
    repository, environment = (quote(identity[name], safe="") for name in _PARTS)
    return f"/repos/{call.connection.owner}/{repository}/environments/{environment}"


def _create(call: GithubCall) -> Made:
    """Make the environment; one that exists is taken over."""
    _put(call)
    number = repository_number(call.connection, str(call.inputs["repository"]))
    return Made(id=build_id(_identity(call)), outputs={"repositoryId": number})


def _put(call: GithubCall) -> None:
    block = next(iter(call.inputs.get("reviewers") or []), None) or {}
    reviewers = [
        {"type": kind, "id": number}
        for kind, key in (("Team", "teams"), ("User", "users"))
        for number in block.get(key) or []
    ]
    policy = call.inputs.get("deploymentBranchPolicy")
    body = {
        "wait_timer": call.inputs.get("waitTimer", 0),
        "can_admins_bypass": call.inputs.get("canAdminsBypass", True),
        "prevent_self_review": call.inputs.get("preventSelfReview", False),
        "reviewers": reviewers,
        "deployment_branch_policy": policy
        and {
            "protected_branches": policy["protectedBranches"],
            "custom_branch_policies": policy["customBranchPolicies"],
        },
    }
    call.connection.request("PUT", _url(call, _identity(call)), body)


def _read(call: GithubCall) -> Properties | None:
    identity = _identity(call)
    found = call.connection.find(_url(call, identity))
    if found is None:
        return None
    outputs: dict[str, Any] = {
        "canAdminsBypass": found["can_admins_bypass"],
        "preventSelfReview": False,
        "waitTimer": 0,
        "reviewers": [],
        "deploymentBranchPolicy": _shown_policy(found["deployment_branch_policy"]),
    }
    for rule in found["protection_rules"]:
        if rule["type"] == "wait_timer":
            outputs["waitTimer"] = rule["wait_timer"]
        if rule["type"] == "required_reviewers":
            outputs |= {"preventSelfReview": rule["prevent_self_review"], "reviewers": [_shown_reviewers(rule)]}
    if imported(call):
        outputs |= identity | {"repositoryId": repository_number(call.connection, identity["repository"])}
    return outputs


def _shown_policy(policy: dict[str, bool] | None) -> dict[str, bool] | None:
    if policy is None:
        return None
    return {
        "protectedBranches": policy["protected_branches"],
        "customBranchPolicies": policy["custom_branch_policies"],
    }


def _shown_reviewers(rule: dict[str, Any]) -> dict[str, list[int]]:
    numbers: dict[str, list[int]] = {"Team": [], "User": []}
    for one in rule["reviewers"]:
        numbers[one["type"]].append(one["reviewer"]["id"])
    named = {"teams": sorted(numbers["Team"]), "users": sorted(numbers["User"])}
    return {key: found for key, found in named.items() if found}


def _delete(call: GithubCall) -> None:
    """Delete the environment; one that is gone is fine, as with the plugin."""
    delete(call, _url(call, _identity(call)), forgiving=True)


def _policies(call: GithubCall, identity: dict[str, str]) -> str:
    return f"{_url(call, identity)}/deployment-branch-policies"


def _policy_identity(call: GithubCall) -> dict[str, str]:
    return parse_id(call.id, (*_PARTS, "policyId"))


def _policy_url(call: GithubCall) -> str:
    identity = _policy_identity(call)
    return f"{_policies(call, identity)}/{identity['policyId']}"


def _wanted_policy(call: GithubCall) -> dict[str, Any]:
    kind = "branch" if "branchPattern" in call.inputs else "tag"
    return {"name": call.inputs[f"{kind}Pattern"], "type": kind}


def _create_policy(call: GithubCall) -> Made:
    identity = _identity(call)
    made = call.connection.request("POST", _policies(call, identity), _wanted_policy(call))
    number = repository_number(call.connection, identity["repository"])
    resource_id = build_id({**identity, "policyId": made["id"]})
    return Made(id=resource_id, outputs={"policyId": made["id"], "repositoryId": number})


def _find_policy(call: GithubCall) -> str | None:
    """The id of the policy that an interrupted creation has left."""
    identity, wanted = _identity(call), _wanted_policy(call)
    path = _policies(call, identity)
    if call.connection.find(path) is None:
        return None
    for found in call.connection.listed(path, "branch_policies"):
        if {"name": found["name"], "type": found["type"]} == wanted:
            return build_id({**identity, "policyId": found["id"]})
    return None


def _update_policy(call: GithubCall) -> None:
    call.connection.request("PUT", _policy_url(call), {"name": _wanted_policy(call)["name"]})


def _read_policy(call: GithubCall) -> Properties | None:
    found = call.connection.find(_policy_url(call))
    if found is None:
        return None
    identity = _policy_identity(call)
    outputs: dict[str, Any] = {f"{found['type']}Pattern": found["name"], "policyId": found["id"]}
    if imported(call):
        outputs |= {name: identity[name] for name in _PARTS}
    if not call.old.get("repositoryId"):
        outputs["repositoryId"] = repository_number(call.connection, identity["repository"])
    return outputs


def _delete_policy(call: GithubCall) -> None:
    delete(call, _policy_url(call))


ROWS: Final = (
    ResourceType(
        token="github:index/repositoryEnvironment:RepositoryEnvironment",  # noqa: S106 - the name of a type
        effect=Effect(create=_create, read=_read, update=_put, delete=_delete),
        rules=Rules(replace_on=_PARTS, unordered=("reviewers[0].teams", "reviewers[0].users")),
        defaults={"canAdminsBypass": True, "preventSelfReview": False},
        check=checks.environment,
    ),
    ResourceType(
        token="github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy",  # noqa: S106 - the name of a type
        effect=Effect(
            create=_create_policy, read=_read_policy, update=_update_policy, delete=_delete_policy, find=_find_policy
        ),
        # The plugin replaces only when a branch pattern becomes a tag pattern or the other way round.
        rules=Rules(replace_on=(*_PARTS, "branchPattern", "tagPattern")),
        check=checks.deployment_policy,
    ),
)
