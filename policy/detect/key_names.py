"""What the name of a value says about it: a password, another secret, something public, or nothing."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache

from policy.detect.vocabulary import WORDS


class Says(Enum):
    """What a name says."""

    PASSWORD = "password"  # noqa: S105 - a kind, not a password
    SECRET = "secret"  # noqa: S105 - a kind, not a secret
    KEY = "key"
    NOTHING = "nothing"
    PUBLIC = "public"


_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")

_PUBLIC_PAIRS = frozenset(tuple(pair.split()) for pair in WORDS["public_pairs"])
_SECRET_PAIRS = frozenset(tuple(pair.split()) for pair in WORDS["secret_pairs"])
_ENDS_AS_PASSWORD = re.compile(r"(?:password|passwd|passphrase|passwort|pwd)$")
_ENDS_AS_SECRET = re.compile(r"(?:secret|token|apikey|credentials?)$")


@lru_cache(maxsize=4096)
def says(name: str) -> Says:
    """What the name says of its value, whatever the spelling: `dbPassword`, `DB_PASSWORD`, `db-password`."""
    words = [word.lower() for word in _WORD.findall(name)]
    if not words:
        return Says.NOTHING
    if name in WORDS["public_names"]:
        return Says.PUBLIC
    while len(words) > 1 and (words[-1].isdigit() or words[-1] in WORDS["spellings"]):
        words.pop()
    last = words[-1]
    if (
        last in WORDS["public_last"]
        or not WORDS["public_anywhere"].isdisjoint(words)
        or any(word.startswith("encrypted") for word in words)
        or tuple(words[-2:]) in _PUBLIC_PAIRS
    ):
        return Says.PUBLIC
    if last in WORDS["passwords"] or _ENDS_AS_PASSWORD.search(last):
        return Says.PASSWORD
    if last in WORDS["secrets"] or tuple(words[-2:]) in _SECRET_PAIRS or _ENDS_AS_SECRET.search(last):
        return Says.SECRET
    if last in ("key", "keys"):
        return Says.SECRET if len(words) > 1 and words[-2] in WORDS["kinds_of_key"] else Says.KEY
    return _within(words)


def _within(words: list[str]) -> Says:
    """A password or a secret earlier in the name, with nothing after it that says otherwise."""
    if not WORDS["passwords"].isdisjoint(words):
        return Says.PASSWORD
    if not ({"secret", "token", "apikey", "credential", "credentials"}.isdisjoint(words)):
        return Says.SECRET
    return Says.NOTHING
