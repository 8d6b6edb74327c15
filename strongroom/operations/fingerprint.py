"""Keyed fingerprints: whether two values are the same is told by them, and nothing else.

HMAC-SHA-256 under a key that lies in the store of record beside the values, made by whoever needs it first. The
address of the delivery is part of what is hashed, so that equal values in two places do not show as equal.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pydantic import SecretStr

from strongroom import naming
from strongroom.operations.mirror.record import make_container
from strongroom.stores.errors import ConflictError, NotFoundError

if TYPE_CHECKING:
    from strongroom.stores.contract import Record

PATH = f"{naming.MIRROR_FOLDER}/fingerprint_key"
_BYTES = 32
_DESCRIPTION = "Key of the fingerprints by which the mirror tells whether a value changed."


@dataclass(frozen=True)
class FingerprintKey:
    """The key of one store; `version` tells fingerprints under different keys apart."""

    version: str
    material: bytes = field(repr=False)

    def fingerprint(self, address: str, value: SecretStr) -> str:
        """Fingerprint of a value at an address, 43 characters."""
        message = address.encode() + b"\0" + value.get_secret_value().encode()
        digest = hmac.new(self.material, message, hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")

    def matches(self, fingerprint: str, address: str, value: SecretStr) -> bool:
        """Whether this value made the fingerprint; compared in constant time."""
        return hmac.compare_digest(self.fingerprint(address, value), fingerprint)


def find_key(store: Record) -> FingerprintKey | None:
    """The store's key, None as long as nobody needed one; raises StoreError."""
    try:
        entry = store.describe(PATH)
        if entry.current is None:
            return None
        value = store.get(PATH, entry.current.id)
    except NotFoundError:
        return None
    return FingerprintKey(entry.current.id, base64.b64decode(value.get_secret_value()))


def find_or_make_key(store: Record) -> FingerprintKey:
    """The store's key; of two that make one at once, both end with the first."""
    found = find_key(store)
    if found is not None:
        return found
    make_container(store, PATH, _DESCRIPTION)
    material = secrets.token_bytes(_BYTES)
    try:
        version = store.put(PATH, SecretStr(base64.b64encode(material).decode()), over=None)
    except ConflictError:
        found = find_key(store)
        if found is None:
            raise
        return found
    return FingerprintKey(version.id, material)
