"""From the names in a path to what they name; 404 for what does not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local.github.answers import Call, not_found

if TYPE_CHECKING:
    from local.github.model import Environment, Holder, Organisation, Repository, Team

REPOSITORY_PATHS = ("/repos/{owner}/{repository}", "/repositories/{repository_id}")
ENVIRONMENT_PATHS = tuple(f"{path}/environments/{{environment}}" for path in REPOSITORY_PATHS)
ORGANISATION_PATH = "/orgs/{organisation}"


def repository(call: Call) -> Repository:
    """The repository of a path, by owner and name or by number."""
    if "repository_id" in call.names:
        return repository_by_id(call, call.names["repository_id"])
    found = call.world.repositories.get(f"{call.names['owner']}/{call.names['repository']}".lower())
    if found is None:
        raise not_found()
    return found


def repository_by_id(call: Call, number: object) -> Repository:
    """The repository that has this number."""
    for found in call.world.repositories.values():
        if str(found.id) == str(number):
            return found
    raise not_found()


def environment(call: Call) -> Environment:
    """The environment of a path."""
    found = repository(call).environments.get(call.names["environment"].lower())
    if found is None:
        raise not_found()
    return found


def organisation(call: Call) -> Organisation:
    """The organisation of a path, by login or by number."""
    wanted = call.names["organisation"].lower()
    for login, found in call.world.organisations.items():
        if wanted in (login, str(found.id)):
            return found
    raise not_found()


def team(call: Call) -> Team:
    """The team of a path, by slug or by number."""
    owner = organisation(call).login
    for found in call.world.teams:
        if found.organisation == owner and call.names["team"].lower() in (found.slug, str(found.id)):
            return found
    raise not_found()


def holder(call: Call) -> Holder:
    """What the secrets or variables of a path belong to."""
    if "organisation" in call.names:
        return organisation(call)
    return environment(call) if "environment" in call.names else repository(call)
