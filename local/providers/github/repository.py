"""Repositories, with the settings that have no life of their own here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from local.providers.differ import Rules
from local.providers.github.places import GithubCall, delete
from local.providers.resource import Effect, Made, ResourceType

if TYPE_CHECKING:
    from local.providers.values import Properties

# Property to field: what the stand-in keeps. `name` and what is made from it is beside these.
_SETTINGS: Final = {
    "description": "description",
    "homepageUrl": "homepage",
    "hasIssues": "has_issues",
    "hasProjects": "has_projects",
    "hasWiki": "has_wiki",
    "hasDiscussions": "has_discussions",
    "isTemplate": "is_template",
    "allowSquashMerge": "allow_squash_merge",
    "allowMergeCommit": "allow_merge_commit",
    "allowRebaseMerge": "allow_rebase_merge",
    "allowAutoMerge": "allow_auto_merge",
    "deleteBranchOnMerge": "delete_branch_on_merge",
    "archived": "archived",
    "topics": "topics",
}
_COMPUTED: Final = ("visibility", "private", "defaultBranch", "etag", "topics", "hasIssues", "hasProjects", "hasWiki")


def shown(found: dict[str, Any]) -> dict[str, Any]:
    """A repository's properties, as resource and function both have them."""
    web = str(found["html_url"])
    address = re.sub(r"^https?://", "", web)
    return {name: found[field] for name, field in _SETTINGS.items()} | {
        "name": found["name"],
        "fullName": found["full_name"],
        "repoId": found["id"],
        "nodeId": found["node_id"],
        "private": found["private"],
        "visibility": found["visibility"],
        "defaultBranch": found["default_branch"],
        "htmlUrl": web,
        "httpCloneUrl": f"{web}.git",
        "gitCloneUrl": f"git://{address}.git",
        "sshCloneUrl": f"git@{address.replace('/', ':', 1)}.git",
        "svnUrl": web,
    }


def _url(call: GithubCall) -> str:
    return f"/repos/{call.connection.owner}/{quote(call.id, safe='')}"


def _body(call: GithubCall) -> dict[str, Any]:
    given = {field: call.inputs[name] for name, field in _SETTINGS.items() if name in call.inputs}
    visibility = call.inputs.get("visibility")
    private = visibility != "public" if visibility else call.inputs.get("private", False)
    return given | {"private": private, "visibility": visibility or ("private" if private else "public")}


def _create(call: GithubCall) -> Made:
    name, account = str(call.inputs["name"]), call.connection.account
    path = f"/orgs/{call.connection.owner}/repos" if account else "/user/repos"
    call.connection.request("POST", path, {**_body(call), "name": name})
    return Made(id=name)


def _find(call: GithubCall) -> str | None:
    name = str(call.inputs["name"])
    return name if call.connection.find(f"/repos/{call.connection.owner}/{quote(name, safe='')}") else None


def _update(call: GithubCall) -> None:
    call.connection.request("PATCH", _url(call), _body(call))


def _read(call: GithubCall) -> Properties | None:
    found = call.connection.find(_url(call))
    return None if found is None else shown(found)


def _delete(call: GithubCall) -> None:
    call.connection.numbers.pop(call.id, None)
    if call.inputs.get("archiveOnDestroy") or call.old.get("archiveOnDestroy"):
        call.connection.request("PATCH", _url(call), {"archived": True})
    else:
        delete(call, _url(call), forgiving=True)


ROWS: Final = (
    ResourceType(
        token="github:index/repository:Repository",  # noqa: S106 - the name of a type
        effect=Effect(create=_create, read=_read, update=_update, delete=_delete, find=_find),
        # The plugin renames in place; here another name is another repository.
        rules=Rules(replace_on=("name",), computed=_COMPUTED, unordered=("topics",)),
        defaults={
            "allowAutoMerge": False,
            "allowMergeCommit": True,
            "allowRebaseMerge": True,
            "allowSquashMerge": True,
            "archived": False,
        },
    ),
)
