"""What every store of record can do, in the words the operations use.

A store keeps text under catalogue paths (`candlefish/jwt/secret`), in versions of which one is current. It knows
its environment from the moment it is opened. Values go in and out as `SecretStr`, so that neither a repr nor a
traceback shows one. Every method may raise any `StoreError`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from pydantic import SecretStr


@dataclass(frozen=True, kw_only=True)
class Version:
    """One stored value, without the value."""

    id: str
    created: datetime
    current: bool
    author: str | None = None  # who wrote it, where the store knows


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry, without its value: `current` is None until a first value is stored."""

    path: str
    current: Version | None
    deletion: datetime | None = None  # of a deleted entry: when it will be gone, or (in Vault) when it was deleted


class Record(Protocol):
    """What keeps entries for the mirror itself: its ledgers, and the key of its fingerprints."""

    @property
    def environment(self) -> str:
        """The stack's environment: `local`, `staging`, `production`."""

    def address(self, path: str) -> str:
        """The entry as people look it up: `secrets-manager:production/candlefish/jwt/secret`."""

    def describe(self, path: str) -> Entry:
        """One entry; raises NotFoundError where there is no container for it."""

    def get(self, path: str, version: str | None = None) -> SecretStr:
        """The current value, or that of one version; raises NotFoundError where there is none."""

    def put(self, path: str, value: SecretStr, *, over: str | None, fields: Sequence[str] = ()) -> Version:
        """Store `value` as the current one, read it back and compare.

        `over` is the id of the version that the caller saw as current, None for none: where another one is current
        by now, ConflictError is raised and nothing changes. `fields` are the keys of a value that is a JSON object.
        """

    def create(self, path: str, *, description: str, tags: dict[str, str]) -> None:
        """Make an empty container, for a member of a family that no program knew; does nothing where there is one."""


class Store(Record, Protocol):
    """A store of record, opened for one environment."""

    @property
    def place(self) -> str:
        """The store as people call it, with its address: `Secrets Manager (us-east-1)`."""

    @property
    def endpoint(self) -> str:
        """URL that requests really go to."""

    def entries(self, prefix: str = "") -> tuple[Entry, ...]:
        """Every entry whose path starts with `prefix`, ordered by path; reads no value."""

    def history(self, path: str) -> tuple[Version, ...]:
        """The versions that the store still has, newest first."""

    def delete(self, path: str, *, days: int) -> datetime | None:
        """Take the value out of use; it can be brought back until the moment that is returned, None for no limit."""

    def restore(self, path: str) -> Version:
        """Bring the value of a deleted entry back; raises NotFoundError where there is nothing to bring back."""

    def author(self, path: str) -> str | None:
        """Who wrote the current version, where that can be found out; never raises."""

    def caller(self) -> str:
        """Who we are to this store."""
