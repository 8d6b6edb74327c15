"""Which repositories of an organisation see a secret or a variable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from local.providers.differ import Rules
from local.providers.resource import Effect, Made, ResourceType

if TYPE_CHECKING:
    from local.providers.github.connection import GithubConnection
    from local.providers.github.places import GithubCall
    from local.providers.values import Properties

_SELECTED: Final = "selected"


def body(inputs: Properties) -> dict[str, Any]:
    """The part of a request that says who sees the entry."""
    chosen = {"visibility": inputs["visibility"]}
    if inputs["visibility"] == _SELECTED:
        chosen["selected_repository_ids"] = inputs.get("selectedRepositoryIds", [])
    return chosen


def read(connection: GithubConnection, url: str, found: Properties) -> dict[str, Any]:
    """The properties that say who sees the entry."""
    numbers: list[int] = []
    if found["visibility"] == _SELECTED:
        numbers = _numbers(connection, url)
    return {"visibility": found["visibility"], "selectedRepositoryIds": numbers}


def _numbers(connection: GithubConnection, url: str) -> list[int]:
    return [int(one["id"]) for one in connection.listed(f"{url}/repositories", "repositories")]


def _url(call: GithubCall, name: str) -> str:
    return f"/orgs/{call.connection.organisation()}/actions/secrets/{name}"


def _create(call: GithubCall) -> Made:
    _replace(call)
    return Made(id=str(call.inputs["secretName"]))


def _replace(call: GithubCall) -> None:
    chosen = {"selected_repository_ids": call.inputs["selectedRepositoryIds"]}
    call.connection.request("PUT", f"{_url(call, call.inputs['secretName'])}/repositories", chosen)


def _read(call: GithubCall) -> Properties | None:
    name = call.id or str(call.inputs["secretName"])
    if call.connection.find(_url(call, name)) is None:
        return None
    return {"secretName": name, "selectedRepositoryIds": _numbers(call.connection, _url(call, name))}


def _delete(call: GithubCall) -> None:
    call.connection.request("PUT", f"{_url(call, call.id)}/repositories", {"selected_repository_ids": []})


ROWS: Final = (
    ResourceType(
        token="github:index/actionsOrganizationSecretRepositories:ActionsOrganizationSecretRepositories",  # noqa: S106 - the name of a type
        effect=Effect(create=_create, read=_read, update=_replace, delete=_delete),
        rules=Rules(replace_on=("secretName",), unordered=("selectedRepositoryIds",)),
    ),
)
