"""One way to say a password or a token that is no assignment."""

from __future__ import annotations

import re
from dataclasses import dataclass

Q = r"[\"']?"
WORD = r"(?P<value>[^\s\"'|;$-][^\s\"'|;]{2,})"


@dataclass(frozen=True)
class Phrase:
    """One way: `pattern` has a group `value`, and a group `name` unless the phrase always means the same `name`.

    `hints`: pieces of text without which the pattern can't match, so that most texts cost nothing.
    """

    hints: tuple[str, ...]
    pattern: re.Pattern[str]
    name: str = ""
    quoted: bool = False


def named(hints: str, pattern: str) -> Phrase:
    """A way that says its name as well."""
    return Phrase(tuple(hints.split()), re.compile(pattern), quoted=True)


def password(hints: str, pattern: str) -> Phrase:
    """A way that always means a password."""
    return Phrase(tuple(hints.split()), re.compile(pattern), name="password", quoted=True)


def secret(hints: str, pattern: str) -> Phrase:
    """A way that always means a token or a key."""
    return Phrase(tuple(hints.split()), re.compile(pattern), name="secret", quoted=True)
