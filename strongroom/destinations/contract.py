"""What every destination can do, in the words the mirror uses.

A place (`github:occ/integrations/environments/prod`) holds entries under keys that are unique in it. Many places never
show a value again; all of them show when an entry was last changed. Values go in and out as `SecretStr`, so that
neither a repr nor a traceback shows one. Every method may raise any `StoreError`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import datetime

    from pydantic import SecretStr

Kind = Literal["secret", "configuration"]


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Key:
    """What an entry is called in its place; a secret and a variable of one name are two entries."""

    kind: Kind
    name: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.name}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Present:
    """One entry as its place shows it."""

    key: Key
    changed: str  # whatever moves with every write, by whomever: a time, a version. Compared, never parsed
    at: datetime | None = None  # when that was
    value: SecretStr | None = None  # where the place shows it
    visibility: str | None = None  # who in an organisation sees it, where the place has such a thing


@dataclass(frozen=True, kw_only=True, slots=True)
class Parcel:
    """One value to deliver. `fields` are the keys of a value that is a JSON object."""

    key: Key
    value: SecretStr
    fields: tuple[str, ...] = ()
    description: str = ""
    path: str = ""  # of its entry in the catalogue
    visibility: str | None = None
    repositories: tuple[str, ...] = ()  # who sees it, with visibility `selected`
    fingerprint: str = ""  # keyed: the same one for the same value at the same address, under one key

    @property
    def settings(self) -> str:
        """All that is set beside the value, as one text to compare."""
        return " ".join((self.visibility or "", *sorted(self.repositories))).strip()


@runtime_checkable
class Marked(Protocol):
    """A place that says itself what in it is ours."""

    def marks(self) -> Mapping[str, str | None]:
        """Of every name that is there the entry that it is marked with; None where it has no mark."""


class Place(Protocol):
    """One place, opened."""

    @property
    def address(self) -> str:
        """The place as the catalogue writes it: `github:occ/integrations/environments/prod`."""

    @property
    def limits(self) -> Mapping[Kind, int]:
        """How many entries of a kind it takes, where that is limited."""

    def look(self, keys: Collection[Key], *, everything: bool = False) -> Mapping[Key, Present]:
        """What is there of `keys`, in one listing a kind where the place can list.

        Such a place also tells of entries that nobody asked for; with `everything`, of all. Values are told where
        they cost no further request, and with `everything` wherever they can be read.
        """

    def deliver(self, parcel: Parcel, over: Present | None) -> datetime:
        """Write one value over what `look` showed; the result is the place's own time. Repeating it is safe."""

    def remove(self, key: Key) -> None:
        """Take an entry away; nothing to do where it is gone already."""

    def audience(self, key: Key) -> tuple[str, ...] | None:
        """The repositories that see an entry of visibility `selected`, sorted; None where there is no such thing."""


@runtime_checkable
class Preparing(Protocol):
    """A place into which nothing goes while something of ours is not as it has to be: told before anything is sent."""

    def demand_ready(self) -> None:
        """Raise RefusedError where every delivery would be refused."""


@runtime_checkable
class Waiting(Protocol):
    """A place where a delivery is not in use yet."""

    @property
    def waits(self) -> str:
        """What a delivery waits for, as the rest of a sentence that begins with the place."""


@runtime_checkable
class RollingOut(Protocol):
    """A place that can be told to use what waits there."""

    def roll_out(self) -> Iterator[str]:
        """Have it used now; tells of each step. Nothing to do where it is in use already; raises StoreError."""
