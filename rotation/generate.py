"""Random values, drawn as the engine draws an entry's first one: each character uniformly from its alphabet.

64 characters of base64's alphabet are exactly the base64 text of 48 random bytes (requirement 3.2).
"""

from __future__ import annotations

import secrets
import string
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rotation.settings import Settings

_ALPHANUMERIC = string.ascii_uppercase + string.ascii_lowercase + string.digits
ALPHABETS = {
    "base64": _ALPHANUMERIC + "+/",
    "base64url": _ALPHANUMERIC + "-_",
    "hex": string.digits + "abcdef",
    "alphanumeric": _ALPHANUMERIC,
}
KEY_LENGTH = 64  # characters of base64: 48 bytes
PASSWORD_LENGTH = 40  # alphanumeric: 238 bits, and nothing that a URL or a shell has to quote


def alphabet(settings: Settings, default: str) -> str:
    """The characters that may occur."""
    return settings.alphabet or ALPHABETS[settings.format or default]


def key(settings: Settings) -> str:
    """A generated key or token."""
    return _draw(alphabet(settings, "base64"), settings.length or KEY_LENGTH)


def password(settings: Settings) -> str:
    """A password of a database user."""
    return _draw(alphabet(settings, "alphanumeric"), settings.length or PASSWORD_LENGTH)


def _draw(characters: str, length: int) -> str:
    return "".join(secrets.choice(characters) for _ in range(length))
