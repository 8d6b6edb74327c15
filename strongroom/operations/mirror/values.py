"""The values that are delivered: read from the store of record at most once a run, computed, and held to the rules.

Which version there is tells a listing; the value itself is read only where it has to be written or compared.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pydantic import SecretStr

from strongroom.catalogue.checks import Extract
from strongroom.catalogue.source import Constant, Derived
from strongroom.catalogue.writer import store_writer
from strongroom.checks.judging import judge
from strongroom.operations.derive import derive
from strongroom.operations.problem import InputError
from strongroom.operations.value import demand_storable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from strongroom.catalogue import Catalogue, Secret
    from strongroom.catalogue.workspace import Store as StoreKind
    from strongroom.destinations.contract import Present
    from strongroom.operations.status import Measured
    from strongroom.stores.contract import Store, Version

_WAYS = {
    "engine": "the engine makes it: pulumi up",
    "engine-once": "the engine makes the first one: pulumi up",
    "person": "put one: strongroom put {path}",
    "import": "bring it in (strongroom import), or put it: strongroom put {path}",
    "none": "the catalogue names no source for it",
}
_OFFLINE = "was asked when the value was put"


@dataclass
class Values:
    """Values of one run, by path."""

    catalogue: Catalogue
    measured: Mapping[str, Measured]
    open_store: Callable[[StoreKind], Store]
    _read: dict[str, SecretStr] = field(default_factory=dict, repr=False)

    def missing(self, secret: Secret) -> str | None:
        """Why there is no value to deliver; None where there is one."""
        source = self.origin(secret)
        if isinstance(source.source, Constant):
            return None
        entry = self.measured[source.workspace].entries.get(source.path)
        if entry is not None and entry.deletion is not None:
            return f"the value is deleted; bring it back: strongroom restore {source.path}"
        if entry is None or entry.current is None:
            return f"the store has no value yet; {_WAYS[store_writer(source)].format(path=source.path)}"
        return None

    def stamp(self, secret: Secret) -> str:
        """Names the version of the value; the same stamp is the same value."""
        source = self.origin(secret)
        if isinstance(source.source, Constant):
            return f"constant {hashlib.sha256(source.source.value.encode()).hexdigest()[:16]}"
        version = self._version(source)
        computed = f" {secret.source.extract}" if isinstance(secret.source, Derived) else ""
        return f"{version.id} {version.created.isoformat(timespec='seconds')}{computed}"

    def value(self, secret: Secret) -> SecretStr:
        """The value; raises StoreError where it can't be read, InputError where it can't be computed."""
        if isinstance(secret.source, Derived):
            return derive(secret.source, self.value(self.origin(secret)))
        if isinstance(secret.source, Constant):
            return SecretStr(secret.source.value)
        if secret.path not in self._read:
            store = self.open_store(self.catalogue.workspace_of(secret).store)
            self._read[secret.path] = store.get(secret.path, self._version(secret).id)
        return self._read[secret.path]

    def holds(self, secret: Secret, present: Present) -> bool:
        """Whether what a place shows is the value; compared in constant time."""
        here = present.value.get_secret_value() if present.value else ""
        return hmac.compare_digest(here.encode(), self.value(secret).get_secret_value().encode())

    def deliverable(self, secret: Secret) -> SecretStr:
        """The value, held to the entry's rules (2.11); raises InputError with all that is wrong."""
        value = self.value(secret)
        text = value.get_secret_value()
        demand_storable(secret, text)
        checks = [check for check in secret.checks if isinstance(check, Extract)] or secret.checks
        refusals = judge(checks, text, offline=_OFFLINE).refusals
        if refusals:
            raise InputError(*(f"the value {refusal}" for refusal in refusals))
        return value

    def _version(self, secret: Secret) -> Version:
        entry = self.measured[secret.workspace].entries.get(secret.path)
        if entry is None or entry.current is None:
            raise InputError(f"{secret.path}: the store has no value yet")
        return entry.current

    def origin(self, secret: Secret) -> Secret:
        """The entry whose value it is, or is computed from."""
        base = self.catalogue.resolve(secret.source.secret) if isinstance(secret.source, Derived) else None
        return secret if base is None else self.origin(base)
