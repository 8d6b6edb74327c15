"""Users, organisations and teams. Source: https://docs.github.com/rest/users, /rest/orgs, /rest/teams."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from local.github import places
from local.github.answers import Call, Endpoint, bare_page, not_found
from local.stand_in.answers import Answer

if TYPE_CHECKING:
    from local.github.model import Organisation, Team, User, World

OPERATOR = "operator"  # whose token it is


def node_id(kind: str, number: int) -> str:
    """An opaque global id, as every GitHub object has one."""
    return f"{kind}_{base64.urlsafe_b64encode(str(number).encode()).decode().rstrip('=')}"


def user_view(user: User, root: str) -> dict[str, Any]:
    """A user as the API shows it."""
    return {
        "login": user.login,
        "id": user.id,
        "node_id": node_id("U", user.id),
        "url": f"{root}/users/{user.login}",
        "type": "User",
        "site_admin": False,
        "name": user.login,
    }


def organisation_view(found: Organisation, root: str) -> dict[str, Any]:
    """An organisation as the API shows it."""
    return {
        "login": found.login,
        "id": found.id,
        "node_id": node_id("O", found.id),
        "url": f"{root}/orgs/{found.login}",
        "type": "Organization",
        "name": found.login,
        "description": None,
        "created_at": found.created_at,
        "updated_at": found.updated_at,
        "plan": {"name": "enterprise"},
    }


def owner_view(world: World, login: str, root: str) -> dict[str, Any]:
    """The owner of a repository: an organisation or a user."""
    if found := world.organisations.get(login.lower()):
        full = organisation_view(found, root)
        return {key: full[key] for key in ("login", "id", "node_id", "url", "type")} | {"site_admin": False}
    return user_view(world.users[login.lower()], root)


def team_view(team: Team, root: str) -> dict[str, Any]:
    """A team as the API shows it."""
    return {
        "id": team.id,
        "node_id": node_id("T", team.id),
        "url": f"{root}/orgs/{team.organisation}/teams/{team.slug}",
        "name": team.name,
        "slug": team.slug,
        "description": "",
        "privacy": "closed",
        "notification_setting": "notifications_enabled",
        "permission": "pull",
        "parent": None,
        "members_count": len(team.members),
        "repos_count": 0,
        "organization": {"login": team.organisation},
    }


def _me(call: Call) -> Answer:
    return Answer(body=user_view(call.world.users[OPERATOR], call.root))


def _account(call: Call) -> Answer:
    login = call.names["login"].lower()
    for user in call.world.users.values():
        if login in (user.login.lower(), str(user.id)):
            return Answer(body=user_view(user, call.root))
    if found := call.world.organisations.get(login):
        return Answer(body=organisation_view(found, call.root))
    raise not_found()


def _organisation(call: Call) -> Answer:
    return Answer(body=organisation_view(places.organisation(call), call.root))


def _teams(call: Call) -> Answer:
    owner = places.organisation(call).login
    return bare_page(call, [team_view(team, call.root) for team in call.world.teams if team.organisation == owner])


def _team(call: Call) -> Answer:
    return Answer(body=team_view(places.team(call), call.root))


def _members(call: Call) -> Answer:
    members = places.team(call).members
    return bare_page(call, [user_view(user, call.root) for user in call.world.users.values() if user.id in members])


ENDPOINTS = (
    Endpoint(method="GET", path="/user", handler=_me),
    Endpoint(method="GET", path="/user/{login}", handler=_account),  # by number
    Endpoint(method="GET", path="/users/{login}", handler=_account),
    Endpoint(method="GET", path="/orgs/{organisation}", handler=_organisation),
    Endpoint(method="GET", path="/organizations/{organisation}", handler=_organisation),
    Endpoint(method="GET", path="/orgs/{organisation}/teams", handler=_teams),
    *(
        Endpoint(method="GET", path=path + rest, handler=handler)
        for path in ("/orgs/{organisation}/teams/{team}", "/organizations/{organisation}/team/{team}")
        for rest, handler in (("", _team), ("/members", _members))
    ),
)
