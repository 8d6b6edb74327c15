"""A value that nobody but its readers knows: a token, a webhook's secret. It has no server to tell.

The readers get it by the mirror, which a finished rotation starts. Settings: format, length, alphabet.
"""

from __future__ import annotations

import hmac

from rotation import generate
from rotation.errors import UntestedError
from rotation.strategies.contract import Change, Strategy


class Random(Strategy):
    """A new random text in place of the old one."""

    def propose(self, change: Change, stray: str | None) -> str:
        return stray or generate.key(change.settings)

    def test(self, change: Change) -> None:
        """It is another value than the current one, of the characters and the length that the catalogue asks for."""
        value = change.proposed
        allowed = set(generate.alphabet(change.settings, "base64"))
        if len(value) != (change.settings.length or generate.KEY_LENGTH) or not allowed.issuperset(value):
            raise UntestedError(
                "the new value is not of the format that the catalogue asks for now",
                way_out="take AWSPENDING off it (strongroom rotation unstick), and rotate again",
            )
        if hmac.compare_digest(value, change.current):
            raise UntestedError("the new value is the current one", way_out="take AWSPENDING off it, and rotate again")


STRATEGY = Random()
