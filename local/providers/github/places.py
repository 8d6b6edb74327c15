"""Where secrets and variables live, and how ids name them: `R:E:NAME`, `R:NAME`, `NAME`; a colon inside is `??`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from urllib.parse import quote

from local.providers.github.connection import NOT_FOUND, GithubConnection, GithubError
from local.providers.resource import Call, RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping

GithubCall: TypeAlias = Call[GithubConnection]


@dataclass(frozen=True, kw_only=True)
class Level:
    """One of the three kinds of holder. `parts` are the properties that say which one, in the id's order.

    `path` leads to its entries; `numbered` does too, by the repository's number.
    """

    parts: tuple[str, ...]
    path: str
    numbered: str = ""

    def base(self, call: GithubCall, identity: Mapping[str, str], *, number: int | None = None) -> str:
        """The path of the holder; by number when that is given and the level has such a path."""
        template = self.numbered if self.numbered and number is not None else self.path
        names = {name: quote(text, safe="") for name, text in identity.items()}
        owner = call.connection.organisation() if self is ORGANISATION else call.connection.owner
        return template.format(owner=owner, number=number, **names)


ENVIRONMENT: Final = Level(
    parts=("repository", "environment"),
    path="/repos/{owner}/{repository}/environments/{environment}",
    numbered="/repositories/{number}/environments/{environment}",
)
REPOSITORY: Final = Level(parts=("repository",), path="/repos/{owner}/{repository}/actions")
ORGANISATION: Final = Level(parts=(), path="/orgs/{owner}/actions")


def identity_of(call: GithubCall, names: tuple[str, ...]) -> dict[str, str]:
    """The properties that name a resource: as given, or from the id when there is nothing else (import)."""
    given = {**call.old, **call.inputs}
    if all(name in given for name in names):
        return {name: str(given[name]) for name in names}
    return parse_id(call.id, names)


def build_id(parts: Mapping[str, Any]) -> str:
    """The id that these parts make."""
    return ":".join(str(part).replace(":", "??") for part in parts.values())


def parse_id(resource_id: str, names: tuple[str, ...]) -> dict[str, str]:
    """The parts of an id; RefusedError when it has another number of them."""
    found = resource_id.split(":")
    if len(found) != len(names):
        raise RefusedError(f"github: an id here is {':'.join(names)} (a colon inside a part as ??), not {resource_id}")
    return {name: part.replace("??", ":") for name, part in zip(names, found, strict=True)}


def repository_number(connection: GithubConnection, name: str) -> int:
    """The number of the owner's repository of this name; asked for once."""
    if name not in connection.numbers:
        connection.numbers[name] = int(
            connection.request("GET", f"/repos/{connection.owner}/{quote(name, safe='')}")["id"]
        )
    return connection.numbers[name]


def shown_time(text: str) -> str:
    """A time in the form that the plugin's outputs have: `2026-11-22 11:43:42 +0000 UTC`."""
    return datetime.fromisoformat(text).strftime("%Y-%m-%d %H:%M:%S %z UTC")


def changed_or_new(call: GithubCall) -> bool:
    """Whether this read follows a write of ours: only then are timestamps ours."""
    return not call.old or bool(call.changed)


def delete(call: GithubCall, url: str, *, forgiving: bool = False) -> None:
    """DELETE. What somebody else has deleted is an error, as with the plugin, unless it forgives that too.

    What this program itself has deleted, and the engine was killed before it knew, is no error.
    """
    try:
        call.connection.request("DELETE", url)
    except GithubError as problem:
        own = call.journal.recorded(call.token, call.id) is None
        if problem.status != NOT_FOUND or not (forgiving or own):
            raise


def imported(call: GithubCall) -> bool:
    """Whether nothing but an id is known."""
    return not call.old and not call.inputs
