"""What the program asks GitHub. Without an endpoint the answers are made up: stable numbers from the names."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from local.providers.github import repository
from local.providers.resource import Function, RefusedError

if TYPE_CHECKING:
    from local.providers.github.connection import GithubConnection
    from local.providers.values import Properties


def _number(*names: str) -> int:
    """The same positive number for the same names: what an offline preview shows in place of GitHub's."""
    return zlib.crc32("/".join(names).encode())


def _asked(connection: GithubConnection, what: str, path: str) -> dict[str, Any]:
    found = connection.find(path)
    if found is None:
        raise RefusedError(f"github: there is no {what}")
    return dict(found)


def _user(connection: GithubConnection, arguments: Properties) -> Properties:
    login = arguments["username"]
    if connection.refusal:
        found = {"id": _number("user", login), "login": login, "node_id": "", "name": login}
    else:
        path = f"/users/{quote(login, safe='')}" if login else "/user"
        found = _asked(connection, f"user {login}", path)
    empty = dict.fromkeys(("avatarUrl", "bio", "blog", "company", "email", "gravatarId", "location", "createdAt"), "")
    more = {"followers": 0, "following": 0, "publicGists": 0, "publicRepos": 0, "siteAdmin": False}
    known = {"id": str(found["id"]), "login": found["login"], "name": found["name"], "nodeId": found["node_id"]}
    lists: dict[str, Any] = {"gpgKeys": [], "sshKeys": [], "suspendedAt": "", "updatedAt": ""}
    return empty | more | known | lists | {"username": login}


def _team(connection: GithubConnection, arguments: Properties) -> Properties:
    slug = arguments["slug"]
    if connection.refusal:
        found: dict[str, Any] = {"id": _number("team", connection.settings.owner, slug), "name": slug, "node_id": ""}
        members: list[str] = []
    else:
        path = f"/orgs/{connection.organisation()}/teams/{quote(slug, safe='')}"
        found = _asked(connection, f"team {slug} in {connection.owner}", path)
        members = [one["login"] for one in connection.request("GET", f"{path}/members")]
    return {
        "id": str(found["id"]),
        "slug": slug,
        "name": found["name"],
        "nodeId": found["node_id"],
        "description": found.get("description") or "",
        "privacy": found.get("privacy", "closed"),
        "permission": found.get("permission", "pull"),
        "notificationSetting": found.get("notification_setting", "notifications_enabled"),
        "members": members,
        "repositories": [],
        "repositoriesDetaileds": [],
        "membershipType": arguments.get("membershipType", "all"),
        "summaryOnly": arguments.get("summaryOnly", False),
        "resultsPerPage": arguments.get("resultsPerPage", 100),
    }


def _organization(connection: GithubConnection, arguments: Properties) -> Properties:
    login = arguments["name"]
    if connection.refusal:
        found: dict[str, Any] = {"id": _number("organization", login), "login": login, "node_id": "", "name": login}
    else:
        found = _asked(connection, f"organization {login}", f"/orgs/{quote(login, safe='')}")
    return {
        "id": str(found["id"]),
        "login": found["login"],
        "name": found["name"],
        "orgname": found["name"],
        "nodeId": found["node_id"],
        "description": found.get("description") or "",
        "plan": found.get("plan", {}).get("name", ""),
        "members": [],
        "users": [],
        "repositories": [],
    }


def _repository(connection: GithubConnection, arguments: Properties) -> Properties:
    full = arguments.get("fullName") or ""
    owner, _, name = full.partition("/") if full else ("", "", arguments.get("name", ""))
    if connection.refusal:
        return _imagined(owner or connection.settings.owner, name)
    owner = owner or connection.owner
    found = _asked(connection, f"repository {owner}/{name}", f"/repos/{quote(owner, safe='')}/{quote(name, safe='')}")
    return {**repository.shown(found), "id": found["name"], "fork": found["fork"]}


def _imagined(owner: str, name: str) -> Properties:
    number, web = _number("repository", owner, name), f"https://github.com/{owner}/{name}"
    known = {"id": name, "name": name, "fullName": f"{owner}/{name}", "repoId": number, "nodeId": ""}
    urls = {"htmlUrl": web, "httpCloneUrl": f"{web}.git", "sshCloneUrl": f"git@github.com:{owner}/{name}.git"}
    return known | urls | {"defaultBranch": "main", "private": True, "visibility": "private", "topics": []}


FUNCTIONS: Final = {
    function.token: function
    for function in (
        Function(token="github:index/getUser:getUser", answer=_user),  # noqa: S106 - a function's name
        Function(token="github:index/getTeam:getTeam", answer=_team),  # noqa: S106 - a function's name
        Function(token="github:index/getOrganization:getOrganization", answer=_organization),  # noqa: S106 - as above
        Function(token="github:index/getRepository:getRepository", answer=_repository),  # noqa: S106 - as above
    )
}
