"""Which branches and tags may deploy. Source: https://docs.github.com/rest/deployments/branch-policies."""

from __future__ import annotations

from typing import Any, Literal

from local.github import places
from local.github.accounts import node_id
from local.github.answers import Call, Endpoint, invalid, not_found, page, required
from local.github.model import BranchPolicy, Environment
from local.stand_in.answers import Answer


def _view(policy: BranchPolicy) -> dict[str, Any]:
    return {"id": policy.id, "node_id": node_id("EBP", policy.id), "name": policy.name, "type": policy.type}


def _environment(call: Call) -> Environment:
    """An environment whose policy is a list of names; 404 otherwise, as GitHub answers."""
    found = places.environment(call)
    if not (found.deployment_branch_policy or {}).get("custom_branch_policies"):
        raise not_found()
    return found


def _policy(call: Call) -> BranchPolicy:
    number = call.names["policy"]
    found = _environment(call).branch_policies.get(int(number)) if number.isdigit() else None
    if found is None:
        raise not_found()
    return found


def _create(call: Call) -> Answer:
    environment, name = _environment(call), required(call, "name", str)
    kind: Literal["branch", "tag"] = call.body.get("type") or "branch"
    if kind not in ("branch", "tag"):
        raise invalid('Invalid request.\n\nFor "type", use branch or tag.')
    if any((policy.name, policy.type) == (name, kind) for policy in environment.branch_policies.values()):
        return Answer(status=303)
    policy = BranchPolicy(id=call.world.next_id(), name=name, type=kind)
    environment.branch_policies[policy.id] = policy
    return Answer(body=_view(policy))


def _list(call: Call) -> Answer:
    return page(call, "branch_policies", [_view(policy) for policy in _environment(call).branch_policies.values()])


def _get(call: Call) -> Answer:
    return Answer(body=_view(_policy(call)))


def _update(call: Call) -> Answer:
    policy, name = _policy(call), required(call, "name", str)
    policy.name = name
    return Answer(body=_view(policy))


def _delete(call: Call) -> Answer:
    del _environment(call).branch_policies[_policy(call).id]
    return Answer(status=204)


ENDPOINTS = tuple(
    Endpoint(method=method, path=f"{path}/deployment-branch-policies{rest}", handler=handler)
    for path in places.ENVIRONMENT_PATHS
    for method, rest, handler in (
        ("GET", "", _list),
        ("POST", "", _create),
        ("GET", "/{policy}", _get),
        ("PUT", "/{policy}", _update),
        ("DELETE", "/{policy}", _delete),
    )
)
