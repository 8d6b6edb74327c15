"""Random values that every search recognises: no run of four characters of one stands in any word, name or number.

The command keeps four characters of a value out of all that it says; a value of usual letters shares so many with some
word of a long text once in a few hundred runs. These share none, raw or in hexadecimal or base64.
"""

from __future__ import annotations

import secrets

_RARE = "QXZJKVWYqxzjkvw"


def canary(length: int = 40) -> str:
    """A value: three letters, a full stop, and so on. Four bits a letter; 40 characters are as hard as a key."""
    return "".join("." if place % 4 == 3 else secrets.choice(_RARE) for place in range(length - 1)) + "Q"
