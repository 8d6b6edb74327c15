"""A signing key that rotates with an overlap (rotation.keyset has the value's shape).

Sign with the `current` key and put its id into the token's `kid`; accept every key of the set. Who meets a `kid` that
is not in the set it holds reads the value again: a verifier with a cache then misses nothing. After the grace, which
has to be longer than a token lives, the sweep publishes the set without the `previous` key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rotation import keyset
from rotation.strategies.versioned import Versioned

if TYPE_CHECKING:
    from rotation.strategies.contract import Change


class JwtOverlap(Versioned):
    """Two keys are valid until the grace is over."""

    has_grace = True
    older = "previous"

    def retires(self, change: Change) -> bool:
        return len(keyset.parse(change.current).keys) > 1

    def retire(self, change: Change) -> str | None:
        return keyset.parse(change.current).alone.text


STRATEGY = JwtOverlap()
