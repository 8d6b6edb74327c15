"""What jwt-overlap and encryption-key share: the next value is the set of keys with one more."""

from __future__ import annotations

from abc import abstractmethod

from rotation import generate, keyset
from rotation.errors import UntestedError
from rotation.strategies.contract import Change, Strategy


class Versioned(Strategy):
    """A set of keys that grows by one a rotation; the new value always contains the current one's keys."""

    @property
    @abstractmethod
    def older(self) -> str:
        """The state of a key that is not the current one any more."""

    def propose(self, change: Change, stray: str | None) -> str:
        have = keyset.parse(change.current)
        begun = keyset.parse(stray).current.value if stray else None
        known = begun is None or any(key.value == begun for key in have.keys)
        value = generate.key(change.settings) if begun is None or known else begun
        return have.with_next(value, change.services.now(), older=self.older).text

    def test(self, change: Change) -> None:
        """No key of the current value is missing, also of one that was stored while the rotation was under way."""
        new, have = keyset.parse(change.proposed), keyset.parse(change.current)
        if not new.covers(have):
            raise UntestedError(
                "the current value has a key that the new one lacks: it was changed meanwhile",
                way_out="take AWSPENDING off the new one (strongroom rotation unstick), and rotate again",
            )
        if new.current.value == have.current.value:
            raise UntestedError("the new value has no new key", way_out="take AWSPENDING off it, and rotate again")
