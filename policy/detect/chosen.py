"""What a person chose for a secret: words with digits and symbols, several words, lists of codes."""

from __future__ import annotations

import re

from policy.detect.key_names import Says, says
from policy.detect.vocabulary import WORDS

_CODE = r"[A-Za-z0-9]{3,10}(?:-[A-Za-z0-9]{3,10}){0,3}"
_CODES = re.compile(rf"(?=[^\d]*\d){_CODE}(?: {_CODE}){{2,31}}")
_BETWEEN_CODES = re.compile(r"[\s,;\"'\[\]]+")
_KINDS_OF_CODES = tuple(f"{kind}codes" for kind in ("recovery", "backup", "scratch", "rescue", "emergency"))
_SHORTEST_OF_A_RULE, _FEWEST_WORDS = 8, 3  # characters; of two words a caption may be
_FEWEST_DIGITS = 6  # of a code without letters: shorter ones are of a status, a country, an error
_NAMING = re.compile(r"secret|token|key|pass|auth|cred|prod|stag|test|vault|service|manage|database|config|name|value")
_FAMOUS = re.compile(
    r"(?:super|very|top|my)[-_. ]?(?:super|very|own)?[-_. ]?s[e3]cr[e3]t|keyboard[-_. ]?cat|dont[-_. ']?tell|sh+!"
    r"|this[-_. ]?is|let[-_. ]?me[-_. ]?in|trust[-_. ]?no|(?:minio|rabbit|root|super)admin|correct[-_. ]?horse|qwerty"
    r"|1q2w3e|asdf|zxcv",
    re.IGNORECASE,
)
_WEAK = re.compile(r"s[ue3]cr[e3]t|pa[s$5]{2}w[o0]rd|p[a@][s$5]{2}|hunter2|letmein|qwerty|welcome", re.IGNORECASE)
_DICED = re.compile(r"[a-z]{3,9}(?:[-_ ][a-z]{3,9}){4,11}")
_WORD_AND_DIGITS = re.compile(r"([a-z]{3,}|[A-Z][a-z]{2,})(\d{1,6})")
_WORD_AND_SYMBOL = re.compile(
    r"[A-Za-z][A-Za-z._-]{5,}\d{1,6}[!*$@]{1,3}"
)  # as people end their passwords, and no name ends
# `Harbour47!lantern`, `Winter2026!`: as people meet a rule that asks for a capital, a digit and a symbol.
_TO_THE_RULE = re.compile(
    r"[A-Z][a-z]{3,}[-_.]?\d{2,4}(?:[!$%^&*#?][A-Za-z]{3,}\d{0,4}|[!$%^&#@]{1,2})"
    r"|[A-Za-z][a-z]{2,}[!$^*#?@][A-Z]?[a-z]{3,}[!$^*#?@]?\d{2,4}[!$^*#?@]{0,2}"
    r"|[A-Z][a-z]{3,}[!$^*#?][A-Za-z]{3,}[!$^*#?]\d{1,4}"
)
_PHRASE = re.compile(r"[A-Za-z][a-z]{2,11}(?: [A-Za-z]?[a-z]{2,11}){1,6} ?\d{1,6}")
_SEASONING = frozenset(["pepper", "salt", "seed", "cookie"])  # words for a secret that a phrase may have as well
_GRAMMAR = re.compile(r"[.,:;]\s|\.$|\b(?:the|is|are|a|an|of|for|to|must|with|in|from|by|and|or|not|at|every)\b")


def are_codes(name: str, value: str) -> bool:
    """Whether a list of short codes is given to a name of such: the codes that stand in for a second factor."""
    if not re.sub(r"[^a-z]", "", name.lower()).endswith(_KINDS_OF_CODES):
        return False
    codes = _BETWEEN_CODES.sub(" ", value).strip()
    if not _CODES.fullmatch(codes):
        return False
    return any(character.isalpha() for character in codes) or min(map(len, codes.split())) >= _FEWEST_DIGITS


def is_famous(value: str) -> bool:
    """Has what many people take for a secret in it, as `supersecret` and `qwerty`."""
    return bool(_FAMOUS.search(value))


def is_weak(value: str) -> bool:
    """Has a word for a password in it, which people take for one."""
    return bool(_WEAK.search(value))


def ends_as_passwords_do(value: str) -> bool:
    """Words, a number and a symbol at the end."""
    return bool(_WORD_AND_SYMBOL.fullmatch(value))


def meets_a_rule(value: str) -> bool:
    """Words, a number and a symbol between or after them: no name and no expression is written so."""
    return len(value) >= _SHORTEST_OF_A_RULE and bool(_TO_THE_RULE.fullmatch(value))


def reads_as_prose(value: str) -> bool:
    """Has the small words and the marks that sentences have."""
    return bool(_GRAMMAR.search(value))


def is_phrase(value: str) -> bool:
    """Some words and a number behind them, which make no sentence: a passphrase."""
    if not _PHRASE.fullmatch(value) or reads_as_prose(value):
        return False
    words = re.findall(r"[a-z]+", value.lower())
    return value.count(" ") + 1 >= _FEWEST_WORDS and _no_names(words) and WORDS["provided"].isdisjoint(words)


def is_chosen(value: str) -> bool:
    """Words that a person took for a secret: they end in digits, and none of them says what is kept under the name."""
    if _DICED.fullmatch(value):
        return not _NAMING.search(value) and WORDS["in_names"].isdisjoint(re.split(r"[-_ ]", value))
    parts = [part for part in re.split(r"[-_.!*$@]+", value) if part]
    words = [word for part in parts[:-1] for word in words_of(part)]
    if value.isalpha() and (value.islower() or value.isupper()) and len(value) >= 16:  # noqa: PLR2004 - names of that length have separators
        return not _NAMING.search(value.lower())
    if len(parts) >= 4 and (last := _WORD_AND_DIGITS.fullmatch(parts[-1])) and len(last[2]) > 1:  # noqa: PLR2004 - of a passphrase
        parts[-1:] = last.groups()
        words += words_of(last[1])
    return (
        len(parts) > 1
        and bool(re.fullmatch(r"\d{2,6}", parts[-1]))
        and not re.fullmatch(r"(?:19|20)\d\d", parts[-1])
        and all(part.isalpha() for part in parts[:-1])
        and "/" not in value
        and _no_names(words)
    )


def words_of(part: str) -> list[str]:
    """The words of a name in camel case, in lower case."""
    return [word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", part)]


def _no_names(words: list[str]) -> bool:
    """Whether none of the words is one that names of secrets are made of."""
    return not any(
        word not in _SEASONING and (says(word) is not Says.NOTHING or word in WORDS["in_names"]) for word in words
    )
