"""Random values that every search recognises: no run of four characters of one stands in any word, name or number.

The command keeps four characters of a value out of all that it says; a value of usual letters shares so many with some
word of a long text once in a few hundred runs.
"""

from __future__ import annotations

import secrets

_RARE = "QXZJKVWYqxzjkvw"


def canary(length: int = 40) -> str:
    """A value of one long word, as nobody writes one: four bits a letter, so 40 are as hard as a key."""
    return "".join(secrets.choice(_RARE) for _ in range(length))
