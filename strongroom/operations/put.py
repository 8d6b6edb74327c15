"""Putting a value: store first, read back, compare, record. Nothing else is told before the store has it."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from strongroom import naming
from strongroom.catalogue.source import External, Supplied
from strongroom.catalogue.writer import store_writer
from strongroom.checks.judging import Judgement, extracted, judge
from strongroom.operations.authors import with_authors
from strongroom.operations.problem import InputError
from strongroom.operations.value import demand_storable, normal_form
from strongroom.stores.errors import NotFoundError, PendingDeletionError, StoreError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from strongroom.catalogue import Catalogue, Secret
    from strongroom.checks.probe_settings import ProbeSettings
    from strongroom.operations.journal import Journal
    from strongroom.operations.scope import Scope
    from strongroom.stores.contract import Entry, Store, Version


@dataclass(frozen=True, kw_only=True)
class Present:
    """What the entry holds before the put. `version` may be there without a value: a container made with one."""

    version: str | None
    value: SecretStr | None
    written: Version | None


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a put did; `unchanged` where the store already held this value."""

    version: str
    unchanged: bool
    replaced: str | None


@dataclass(frozen=True, kw_only=True)
class Put:
    """One put of one entry, step by step: `look`, `accept`, `store_value`."""

    secret: Secret
    scope: Scope
    store: Store
    journal: Journal
    family: bool = False
    probes: Mapping[str, ProbeSettings] = field(default_factory=dict)

    def look(self) -> Present:
        """What is there now; makes the container of a family's member. Raises StoreError."""
        entry = self._entry()
        if entry.deletion is not None and entry.deletion > datetime.now(UTC):
            raise PendingDeletionError(
                place=self.store.address(self.secret.path),
                problem=f"it is scheduled for deletion on {entry.deletion:%Y-%m-%d}",
                way_out=f"bring it back first: strongroom restore {self.secret.path}",
            )
        if entry.current is None:
            return Present(version=None, value=None, written=None)
        try:
            value = self.store.get(self.secret.path, entry.current.id)
        except NotFoundError:
            return Present(version=entry.current.id, value=None, written=None)
        return Present(version=entry.current.id, value=value, written=entry.current)

    def _entry(self) -> Entry:
        try:
            return self.store.describe(self.secret.path)
        except NotFoundError:
            if not self.family:
                raise
        self.store.create(self.secret.path, description=self.secret.description, tags=self._tags())
        return self.store.describe(self.secret.path)

    def _tags(self) -> dict[str, str]:
        return {
            "Project": naming.PROJECT,
            "Environment": self.scope.environment,
            "Component": "secrets",
            "Owner": self.secret.owner,
            "ManagedBy": "strongroom",
            "Workspace": self.secret.workspace,
        }

    def interrupted(self) -> bool:
        """Whether an earlier put of this entry began and nobody wrote down how it ended."""
        return self.journal.unfinished(command="put", address=self.facts["address"]) is not None

    @staticmethod
    def holds(present: Present, value: SecretStr) -> bool:
        """Whether the entry has this very value already; compared in constant time."""
        return present.value is not None and _same(present.value, value)

    def author(self, present: Present) -> str | None:
        """Who wrote the present value, where that is known."""
        if present.written is None:
            return None
        known = present.written.author or self.store.author(self.secret.path)
        return known or with_authors([present.written], self.journal)[0].author

    def _caller(self) -> str | None:
        """Who we are to the store, for the record; a store that won't tell keeps nobody from working."""
        try:
            return self.store.caller()
        except StoreError:
            return None

    def accept(self, text: str, *, offline: str | None = None) -> tuple[SecretStr, Judgement]:
        """The text as it will be stored, and what its checks say; raises InputError with all that is wrong."""
        demand_storable(self.secret, text)
        judgement = judge(self.secret.checks, text, offline=offline, probes=self.probes)
        if not judgement.accepted:
            source = self.secret.source
            screen = source.where if isinstance(source, (Supplied, External)) else None
            way_out = f"; take it from {' '.join(screen.split())}" if screen else ""
            raise InputError(*(f"{self.secret.path}: the value {refusal}{way_out}" for refusal in judgement.refusals))
        return SecretStr(normal_form(self.secret, extracted(self.secret.checks, text))), judgement

    def store_value(self, value: SecretStr, present: Present, **facts: Any) -> Outcome:
        """Store over what `look` saw; raises StoreError, ConflictError where somebody came in between."""
        if present.version is not None and self.holds(present, value):
            self._record("unchanged", version=present.version, **facts)
            return Outcome(version=present.version, unchanged=True, replaced=None)
        replaced = present.version if present.value is not None else None
        author = self._caller()
        self._record("begun", replaces=replaced, author=author, **facts)
        try:
            version = self.store.put(self.secret.path, value, over=present.version, fields=self.secret.fields)
        except StoreError as error:
            self._record("failed", problem=f"{type(error).__name__}: {error.problem}")
            raise
        self._record("stored", version=version.id, replaced=replaced, author=author, **facts)
        return Outcome(version=version.id, unchanged=False, replaced=replaced)

    def _record(self, result: str, **facts: Any) -> None:
        self.journal.record("put", result=result, **self.facts, **facts)

    @property
    def facts(self) -> dict[str, str]:
        """What every record of this put says."""
        return {
            "workspace": self.secret.workspace,
            "environment": self.scope.environment,
            "path": self.secret.path,
            "address": self.store.address(self.secret.path),
        }


def _same(one: SecretStr, other: SecretStr) -> bool:
    return hmac.compare_digest(one.get_secret_value().encode(), other.get_secret_value().encode())


def demand_puttable(catalogue: Catalogue, secret: Secret) -> None:
    """Raise InputError for an entry whose value no person supplies, with what to do in its place."""
    source = secret.source
    match source.origin:
        case "derived":
            raise InputError(f'"{secret.path}" is computed from "{source.secret}"; put that one')
        case "constant":
            file = f"{catalogue.workspace_of(secret).workspace}.yaml"
            raise InputError(f'"{secret.path}" stands in the catalogue; change its value there ({file})')
        case "generated" if store_writer(secret) == "engine":
            raise InputError(
                f'"{secret.path}" is generated by the engine, which would put its own value back;'
                " make the source of the entry `supplied` if a person is to set it"
            )
        case "generated":
            raise InputError(
                f'"{secret.path}" is generated and rotates; have it rotated now: strongroom rotate {secret.path}'
            )
        case _:
            return
