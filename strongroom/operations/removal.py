"""Deleting and restoring a value: always with a way back, never of a protected entry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from strongroom.operations.problem import InputError
from strongroom.stores.errors import StoreError

if TYPE_CHECKING:
    from datetime import datetime

    from strongroom.catalogue import Secret
    from strongroom.operations.journal import Journal
    from strongroom.operations.scope import Scope
    from strongroom.stores.contract import Store, Version

SHORTEST_DAYS, LONGEST_DAYS = 7, 30  # what Secrets Manager offers


@dataclass(frozen=True, kw_only=True)
class Removal:
    """Taking one entry's value out of use, or bringing it back."""

    secret: Secret
    scope: Scope
    store: Store
    journal: Journal

    def delete(self, days: int) -> datetime | None:
        """Delete with a recovery window; the result is when it ends, None where it has no end."""
        self._record("delete", "begun")
        try:
            until = self.store.delete(self.secret.path, days=days)
        except StoreError as error:
            self._record("delete", "failed", problem=error.problem)
            raise
        self._record("delete", "deleted", until=until.isoformat() if until else None)
        return until

    def restore(self) -> Version:
        """Bring the value back."""
        self._record("restore", "begun")
        try:
            version = self.store.restore(self.secret.path)
        except StoreError as error:
            self._record("restore", "failed", problem=error.problem)
            raise
        self._record("restore", "restored", version=version.id)
        return version

    def _record(self, command: str, result: str, **facts: str | None) -> None:
        self.journal.record(
            command,
            result=result,
            workspace=self.secret.workspace,
            environment=self.scope.environment,
            path=self.secret.path,
            address=self.store.address(self.secret.path),
            **facts,
        )


def demand_removable(secret: Secret, file: str) -> None:
    """Raise InputError for an entry whose value is not ours to remove."""
    if not secret.has_record:
        raise InputError(f'"{secret.path}" has no value of its own in a store ({secret.source.origin})')
    if secret.protected:
        raise InputError(
            f'"{secret.path}" is protected; if its value really is to go, say `protected: false` in {file} first'
        )
