"""Looking up one value, wherever it comes from: the store of record, another value, the catalogue."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from strongroom.catalogue.source import Constant, Derived
from strongroom.masking import mask
from strongroom.operations.derive import derive
from strongroom.operations.problem import InputError, UseError

if TYPE_CHECKING:
    from collections.abc import Callable

    from strongroom.catalogue import Catalogue, Secret
    from strongroom.stores.contract import Store, Version


@dataclass(frozen=True, kw_only=True)
class Found:
    """A value and where it was found."""

    secret: Secret
    address: str
    value: SecretStr
    version: Version | None = None
    author: str | None = None

    def facts(self, *, reveal: bool) -> dict[str, Any]:
        """What there is to say about it; the value itself only with `reveal`."""
        facts: dict[str, Any] = {
            "path": self.secret.path,
            "name": self.secret.name,
            "address": self.address,
            "value": self.value.get_secret_value() if reveal else mask(self.value),
        }
        if self.version:
            facts |= {
                "version": self.version.id,
                "stored": self.version.created.isoformat(timespec="seconds"),
                "current": self.version.current,
            }
        if self.author:
            facts["author"] = self.author
        return facts


def look_up(
    catalogue: Catalogue,
    secret: Secret,
    open_store: Callable[[Secret], Store],
    *,
    version: str | None = None,
    field: str | None = None,
) -> Found:
    """The current value of an entry, or an older one; raises StoreError, InputError."""
    if field is not None and field not in secret.fields:
        known = f"it has {', '.join(secret.fields)}" if secret.fields else "it holds one plain value"
        raise UseError(f"{secret.path} has no such field; {known}")
    match secret.source:
        case Constant(value=text):
            found = Found(secret=secret, address=f"catalogue:{secret.path}", value=SecretStr(text))
        case Derived() as source:
            origin = catalogue.resolve(source.secret)
            if origin is None:  # the catalogue was checked for it
                raise InputError(f'"{secret.path}" is computed from "{source.secret}", which does not exist')
            base = look_up(catalogue, origin, open_store, version=version)
            found = Found(
                secret=secret,
                address=f"{base.address} ({source.extract})",
                value=derive(source, base.value),
                version=base.version,
                author=base.author,
            )
        case _:
            found = _stored(secret, open_store(secret), version)
    return found if field is None else _only(found, field)


def _stored(secret: Secret, store: Store, version: str | None) -> Found:
    current = store.describe(secret.path).current
    chosen = current
    if version is not None and (current is None or version != current.id):
        chosen = next((one for one in store.history(secret.path) if one.id == version), None)
        if chosen is None:  # what was given is not repeated: it may be anything
            raise InputError(f"{store.address(secret.path)}: there is no such version")
    value = store.get(secret.path, version)
    return Found(
        secret=secret,
        address=store.address(secret.path),
        value=value,
        version=chosen,
        author=chosen.author if chosen else None,
    )


def _only(found: Found, field: str) -> Found:
    value = json.loads(found.value.get_secret_value())[field]
    return Found(
        secret=found.secret,
        address=f"{found.address} ({field})",
        value=SecretStr(value),
        version=found.version,
        author=found.author,
    )
