"""Repositories. Source: https://docs.github.com/rest/repos/repos."""

from __future__ import annotations

from typing import Any

from local.github import places
from local.github.accounts import OPERATOR, node_id, owner_view
from local.github.answers import Call, Endpoint, bare_page, invalid, required, typed
from local.github.model import Repository, World, now
from local.stand_in.answers import Answer

DEFAULTS: dict[str, Any] = {
    "description": None,
    "homepage": None,
    "default_branch": "main",
    "archived": False,
    "has_issues": True,
    "has_projects": True,
    "has_wiki": True,
    "has_discussions": False,
    "is_template": False,
    "allow_squash_merge": True,
    "allow_merge_commit": True,
    "allow_rebase_merge": True,
    "allow_auto_merge": False,
    "delete_branch_on_merge": False,
    "topics": [],
}


def repository_view(found: Repository, world: World, root: str) -> dict[str, Any]:
    """A repository as the API shows it."""
    return {
        "id": found.id,
        "node_id": node_id("R", found.id),
        "name": found.name,
        "full_name": found.full_name,
        "private": found.private,
        "visibility": "private" if found.private else "public",
        "owner": owner_view(world, found.owner, root),
        "url": f"{root}/repos/{found.full_name}",
        "html_url": f"{root.removesuffix('/api/v3')}/{found.full_name}",
        "fork": False,
        "disabled": False,
        "created_at": found.created_at,
        "updated_at": found.updated_at,
        "pushed_at": found.created_at,
        "permissions": {"admin": True, "maintain": True, "push": True, "triage": True, "pull": True},
        **DEFAULTS,
        **found.settings,
    }


def add_repository(world: World, owner: str, name: str, *, private: bool = True) -> Repository:
    """Make a repository, or find the one that has this name."""
    key = f"{owner}/{name}".lower()
    if key not in world.repositories:
        world.repositories[key] = Repository(id=world.next_id(), owner=owner, name=name, private=private)
    return world.repositories[key]


def _get(call: Call) -> Answer:
    return Answer(body=repository_view(places.repository(call), call.world, call.root))


def _list(call: Call) -> Answer:
    login = places.organisation(call).login
    owned = [found for found in call.world.repositories.values() if found.owner == login]
    return bare_page(call, [repository_view(found, call.world, call.root) for found in owned])


def _create(call: Call) -> Answer:
    owner = places.organisation(call).login if "organisation" in call.names else call.world.users[OPERATOR].login
    name = required(call, "name", str)
    if f"{owner}/{name}".lower() in call.world.repositories:
        problem = {"resource": "Repository", "code": "custom", "field": "name"}
        raise invalid("Repository creation failed.", problem | {"message": "name already exists on this account"})
    settings = _settings(call)
    found = add_repository(call.world, owner, name, private=_private(call, otherwise=False))
    found.settings = settings
    return Answer(status=201, body=repository_view(found, call.world, call.root))


def _edit(call: Call) -> Answer:
    found = places.repository(call)
    settings, private = _settings(call), _private(call, otherwise=found.private)
    if name := call.body.get("name"):
        call.world.repositories.pop(found.full_name.lower())
        found.name = typed(name, "name", str)
        call.world.repositories[found.full_name.lower()] = found
    found.settings |= settings
    found.private, found.updated_at = private, now()
    return Answer(body=repository_view(found, call.world, call.root))


def _delete(call: Call) -> Answer:
    found = places.repository(call)
    del call.world.repositories[found.full_name.lower()]
    for owner in call.world.organisations.values():
        for entry in (*owner.secrets.values(), *owner.variables.values()):
            entry.selected = [number for number in entry.selected if number != found.id]
    return Answer(status=204)


def _private(call: Call, *, otherwise: bool) -> bool:
    if "visibility" in call.body:
        return bool(call.body["visibility"] != "public")
    return bool(typed(call.body.get("private", otherwise), "private", bool))


def _settings(call: Call) -> dict[str, Any]:
    kinds = {name: type(value) if value is not None else str for name, value in DEFAULTS.items()}
    given = {name: call.body[name] for name in DEFAULTS if call.body.get(name) is not None}
    return {name: typed(value, name, kinds[name]) for name, value in given.items()}


ENDPOINTS = (
    Endpoint(method="GET", path="/orgs/{organisation}/repos", handler=_list),
    Endpoint(method="POST", path="/orgs/{organisation}/repos", handler=_create),
    Endpoint(method="POST", path="/user/repos", handler=_create),
    *(
        Endpoint(method=method, path=path, handler=handler)
        for path in places.REPOSITORY_PATHS
        for method, handler in (("GET", _get), ("PATCH", _edit), ("DELETE", _delete))
    ),
)
