"""A resource type as one row of a table, and what a row's functions are given.

A row says what the published provider does with a type: which properties replace, which are computed, what its id is.
Its effect is one of two: `Effect`, four small functions that call a real server, or `recorded(...)`, which writes down
what would be there. Everything else (checks, diffs, previews, secrets, adoption after a crash) is the servicer's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from local.providers.differ import Rules

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from local.providers.check import Problem
    from local.providers.journal import Journal
    from local.providers.naming import Autoname
    from local.providers.values import Properties, Value


class Connection(Protocol):
    """A configured provider: what `Package.connect` makes of a provider's configuration."""

    @property
    def refusal(self) -> str | None:
        """Why this connection can have no effect (no endpoint, one that is not loopback), or None."""
        ...


C = TypeVar("C", bound=Connection)


class RefusedError(Exception):
    """An operation that is refused; the message says why and what to do, and holds no value."""


class PartlyMadeError(Exception):
    """The resource exists under `id`, but a later step failed: it stays in the state, marked as not finished."""

    def __init__(self, made: Made, reason: str) -> None:
        super().__init__(reason)
        self.made = made
        self.reason = reason


@dataclass(frozen=True, kw_only=True)
class Failure:
    """What a client's exception means. `definite`: a server has answered, so nothing was made."""

    message: str
    definite: bool


@dataclass(frozen=True, kw_only=True)
class Made:
    """A new resource: its id, and the outputs that only its creation tells (most come from `read`)."""

    id: str
    outputs: Properties = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Call(Generic[C]):
    """One operation on one resource. All properties are plain (no `Secret`), nulls left out, keys in camelCase.

    `inputs` are complete (defaults and names included). `old` holds the outputs and `old_inputs` the inputs before an
    update, a delete or a read. `changed` names the top-level properties that an update has to write. `nonce` is the
    same for every attempt to create one resource: a client token.
    """

    connection: C
    journal: Journal
    urn: str
    token: str
    name: str
    id: str = ""
    inputs: Properties = field(default_factory=dict)
    old: Properties = field(default_factory=dict)
    old_inputs: Properties = field(default_factory=dict)
    changed: frozenset[str] = frozenset()
    nonce: str = ""


def _nothing(_call: Call[C]) -> None:
    return None


@dataclass(frozen=True, kw_only=True)
class Effect(Generic[C]):
    """What a type really does.

    `create` makes the resource with as few calls as can be and returns its id. `update` writes `call.changed`; after
    a creation it is called once more with the properties named in `afterwards`. `read` returns the properties as they
    are, or None when the resource is gone; a property it leaves out keeps its value. `delete` must not mind a missing
    resource. `find` returns the id of what an interrupted `create` of the same inputs and nonce has left, if anything.
    """

    create: Callable[[Call[C]], Made]
    read: Callable[[Call[C]], Properties | None]
    delete: Callable[[Call[C]], None]
    update: Callable[[Call[C]], None] = _nothing
    find: Callable[[Call[C]], str | None] = _nothing
    afterwards: Collection[str] = ()
    adoptable: bool = True  # False: only the creation tells its outputs, so a leftover is deleted and made anew
    remembered: bool = True  # False: nothing outlives the state, so no id (which may be a value) is written down
    real: bool = True  # False: checked and recorded


@dataclass(frozen=True, kw_only=True)
class ResourceType(Generic[C]):
    """One row: a type of the SDK and how the published provider treats it. Property names are camelCase.

    - `rules`: what replaces, what is computed, what is compared how.
    - `defaults`: the provider's own, put into the inputs, so that restating one is no change.
    - `secret_outputs`: beyond those that the SDK marks.
    - `unstable`: outputs that an update may change; unknown in its preview. `*`: every output that is no input.
    - `planned`: outputs that follow from the inputs and need no effect (`tagsAll`); given plain inputs, it leaves out
      what depends on an UNKNOWN. Names that the type does not have are dropped.
    - `write_only`: inputs that the state's outputs never hold and whose change alone is none.
    - `note`: where it differs from the real one, for docs/local.md.
    - `check`: rules that the SDK's class can't express. Gets plain inputs; a value may be UNKNOWN.
    """

    token: str
    effect: Effect[C]
    rules: Rules = field(default_factory=Rules)
    naming: Autoname | None = None
    defaults: Properties = field(default_factory=dict)
    delete_before_replace: bool = False
    secret_outputs: Collection[str] = ()
    unstable: Collection[str] = ()
    planned: Callable[[C, Properties], Properties] | None = None
    write_only: Collection[str] = ()
    note: str = ""
    check: Callable[[Properties], Iterable[Problem]] | None = None


@dataclass(frozen=True, kw_only=True)
class Function(Generic[C]):
    """A function of the SDK (`aws:index/getRegion:getRegion`). `answer` gets plain arguments; offline too."""

    token: str
    answer: Callable[[C, Properties], Mapping[str, Value]]
    secret_results: Collection[str] = ()


def _unexplained(_exception: Exception) -> None:
    return None


@dataclass(frozen=True, kw_only=True)
class Package(Generic[C]):
    """One provider: how to connect, its rows, and what to do with a type that has no row.

    `connect` gets the provider's configuration (plain, camelCase) and raises RefusedError; it must call no server.
    `explain` turns an exception of the package's client into words, None for one that it does not know.
    """

    name: str
    connect: Callable[[Properties], C]
    types: Mapping[str, ResourceType[C]]
    functions: Mapping[str, Function[C]] = field(default_factory=dict)
    otherwise: Callable[[str], ResourceType[C]] | None = None
    explain: Callable[[Exception], Failure | None] = _unexplained


def table(*rows: ResourceType[C]) -> Mapping[str, ResourceType[C]]:
    """Rows by token; a token twice is a mistake of the table."""
    found = {row.token: row for row in rows}
    if len(found) != len(rows):
        raise ValueError("a table names a token twice")
    return found
