"""A key that encrypts data at rest (rotation.keyset has the value's shape).

Encrypt with the `current` key and store its id with the data; decrypt with the key of that id. Old keys stay
`readable` for ever: nothing here takes one out, because data that it encrypted may exist anywhere.
"""

from __future__ import annotations

from rotation.strategies.versioned import Versioned


class EncryptionKey(Versioned):
    """Versions: a new one to encrypt with, all of them to decrypt with."""

    older = "readable"


STRATEGY = EncryptionKey()
