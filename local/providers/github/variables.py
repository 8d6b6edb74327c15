"""Configuration variables of environments, repositories and organisations. Drift is seen and repaired."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from local.providers.differ import Rules
from local.providers.github import checks, selection
from local.providers.github.places import (
    ENVIRONMENT,
    ORGANISATION,
    REPOSITORY,
    GithubCall,
    Level,
    build_id,
    delete,
    identity_of,
    imported,
    repository_number,
    shown_time,
)
from local.providers.resource import Effect, Made, ResourceType

if TYPE_CHECKING:
    from local.providers.github.connection import GithubConnection
    from local.providers.values import Properties

_NAME: Final = "variableName"


@dataclass(frozen=True, kw_only=True)
class VariableEffect:
    """Creates, changes, reads and deletes the variables of one level."""

    level: Level

    def create(self, call: GithubCall) -> Made:
        """Create the variable; one that exists is a conflict (409), as with the plugin."""
        identity = identity_of(call, (*self.level.parts, _NAME))
        call.connection.request("POST", self._list(call, identity), self._body(call))
        outputs: dict[str, Any] = {}
        if "repository" in identity:
            outputs["repositoryId"] = repository_number(call.connection, identity["repository"])
        return Made(id=build_id(identity), outputs=outputs)

    def find(self, call: GithubCall) -> str | None:
        """The id of the variable that an interrupted creation has left."""
        identity = identity_of(call, (*self.level.parts, _NAME))
        return build_id(identity) if call.connection.find(self._url(call, identity)) else None

    def update(self, call: GithubCall) -> None:
        """Change the variable; a missing one is an error (404), as with the plugin."""
        identity = identity_of(call, (*self.level.parts, _NAME))
        call.connection.request("PATCH", self._url(call, identity), self._body(call))

    def read(self, call: GithubCall) -> Properties | None:
        """The variable as it is."""
        identity = identity_of(call, (*self.level.parts, _NAME))
        url = self._url(call, identity)
        found = call.connection.find(url)
        if found is None:
            return None
        times = {"createdAt": shown_time(found["created_at"]), "updatedAt": shown_time(found["updated_at"])}
        outputs: dict[str, Any] = {"value": found["value"], **times}
        if imported(call):
            outputs |= identity
        if "repository" in identity and not call.old.get("repositoryId"):
            outputs["repositoryId"] = repository_number(call.connection, identity["repository"])
        if self.level is ORGANISATION:
            outputs |= selection.read(call.connection, url, found)
        return outputs

    def delete(self, call: GithubCall) -> None:
        """Delete the variable; one that somebody else has deleted is an error, as with the plugin."""
        delete(call, self._url(call, identity_of(call, (*self.level.parts, _NAME))))

    def _list(self, call: GithubCall, identity: dict[str, str]) -> str:
        return f"{self.level.base(call, identity)}/variables"

    def _url(self, call: GithubCall, identity: dict[str, str]) -> str:
        return f"{self._list(call, identity)}/{identity[_NAME]}"

    def _body(self, call: GithubCall) -> dict[str, Any]:
        body = {"name": call.inputs[_NAME], "value": call.inputs["value"]}
        return body | (selection.body(call.inputs) if self.level is ORGANISATION else {})


def _row(name: str, level: Level) -> ResourceType[GithubConnection]:
    effect = VariableEffect(level=level)
    return ResourceType(
        token=f"github:index/{name[0].lower()}{name[1:]}:{name}",
        effect=Effect(
            create=effect.create, read=effect.read, update=effect.update, delete=effect.delete, find=effect.find
        ),
        rules=Rules(
            replace_on=(*level.parts, _NAME), unordered=("selectedRepositoryIds",) if level is ORGANISATION else ()
        ),
        unstable=("updatedAt",),
        check=checks.organisation_variable if level is ORGANISATION else checks.variable,
    )


ROWS: Final = (
    _row("ActionsEnvironmentVariable", ENVIRONMENT),
    _row("ActionsVariable", REPOSITORY),
    _row("ActionsOrganizationVariable", ORGANISATION),
)
