"""What the name of a value says about it: a password, another secret, something public, or nothing."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache
from unicodedata import combining, normalize

from policy.detect.vocabulary import WORDS


class Says(Enum):
    """What a name says."""

    PASSWORD = "password"  # noqa: S105 - a kind, not a password
    SECRET = "secret"  # noqa: S105 - a kind, not a secret
    KEY = "key"
    NOTHING = "nothing"
    PUBLIC = "public"


_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^\W\d_A-Za-z]+")

_PUBLIC_PAIRS = frozenset(tuple(pair.split()) for pair in WORDS["public_pairs"])
_SECRET_PAIRS = frozenset(tuple(pair.split()) for pair in WORDS["secret_pairs"])
_KINDS_OF_KEY = WORDS["kinds_of_key"] | WORDS["services"]
_SEALED = ("encrypted", "sealed", "hashed")
_ENDS_AS_PASSWORD = re.compile(r"(?:password|passwd|passphrase|passwort|kennwort|pwd)$")
_ENDS_AS_SECRET = re.compile(r"(?:secret|token|apikey|credentials?)$")
# Words written together, as in `storepass` and `sshkey`; only known ones, so not in `bypass` and `monkey`.
_TOGETHER = re.compile(
    rf"(?P<first>(?:{'|'.join(sorted(WORDS['before'], key=len, reverse=True))})+?)"
    r"(?P<last>pass|passphrase|passcode|psk|pw|keys?|tokens?|secrets?|creds|cookie|jwt|seed|salt|pat)"
)


_STROKES = str.maketrans("łŁøØđĐıæÆ", "lLoOdDiaA")  # letters that Unicode does not take apart


def _bare_letters(text: str) -> str:
    """Without accents, and whatever one letter can be written as several of."""
    if text.isascii():
        return text
    return "".join(letter for letter in normalize("NFKD", text.translate(_STROKES)) if not combining(letter))


_PASSWORDS = frozenset(_bare_letters(word) for word in WORDS["passwords"] | WORDS["numbers"])


@lru_cache(maxsize=4096)
def says(name: str) -> Says:
    """What the name says of its value, whatever the spelling: `dbPassword`, `DB_PASSWORD`, `db-password`."""
    words = _words(name)
    if not words:
        return Says.NOTHING
    if name in WORDS["public_names"]:
        return Says.PUBLIC
    if _ends(words, _SECRET_PAIRS):
        return Says.PASSWORD if words[-1] in ("passe", "khau") or "pin" in words[-2:] else Says.SECRET
    while len(words) > 1 and (words[-1].isdigit() or words[-1] in WORDS["spellings"]):
        words.pop()
    last = words[-1]
    if len(words) == 1 and last in WORDS["empty_alone"]:
        return Says.NOTHING
    if (
        last in WORDS["public_last"]
        or not WORDS["public_anywhere"].isdisjoint(words)
        or any(word.startswith(_SEALED) for word in words)
        or _ends(words, _PUBLIC_PAIRS)
    ):
        return Says.PUBLIC
    if last in _PASSWORDS or _ENDS_AS_PASSWORD.search(last):
        return Says.PASSWORD
    if last in WORDS["secrets"] or _ends(words, _SECRET_PAIRS) or _ENDS_AS_SECRET.search(last):
        return Says.SECRET
    if last in ("key", "keys"):
        return Says.SECRET if len(words) > 1 and words[-2] in _KINDS_OF_KEY else Says.KEY
    return _within(words)


def wants_digits(name: str) -> bool:
    """Whether a name asks for a number: under `doorPin` 4711 is a password, under `ledPin` A0 is none."""
    words = _words(name)
    return bool(words) and not WORDS["numbers"].isdisjoint(words[-2:])


def _words(name: str) -> list[str]:
    """The words of a name, also of those that are written together."""
    name = _bare_letters(name)
    words: list[str] = []
    for found in _WORD.findall(name):
        word = found.lower()
        together = _TOGETHER.fullmatch(word)
        words += [together["first"], together["last"]] if together else [word]
    return words


def _ends(words: list[str], endings: frozenset[tuple[str, ...]]) -> bool:
    return any(tuple(words[-length:]) in endings for length in (2, 3))


def _within(words: list[str]) -> Says:
    """A password or a secret earlier in the name, with nothing after it that says otherwise."""
    if not (_PASSWORDS - WORDS["numbers"]).isdisjoint(words):
        return Says.PASSWORD
    if not ({"secret", "token", "apikey", "credential", "credentials"}.isdisjoint(words)):
        return Says.SECRET
    return Says.NOTHING
