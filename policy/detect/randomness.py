"""Whether a text looks drawn at random: as keys and tokens are, and names, paths and prose are not."""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter

# A run of one class of characters; a capital at the start of a lower-case run belongs to it, as in `SecretName`.
_RUN = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|[0-9]+")
_LONGEST_RUN = (
    2.9  # characters: random base64 has about 1.7, random lower-case letters and digits 2.5, names 4 and more
)
_FEWEST_VOWELS = 0.12  # a third of the letters of any language, a fifth of random ones
_VOWELS = frozenset("aeiouyAEIOUY")
# Two letters that stand side by side in nine of ten places of written words, and in three of ten of random letters.
_IN_WORDS = frozenset(
    group[0] + second
    for group in (
        *("abcdgiklmnprstuy", "baeilorsu", "cacehiklortu", "dadeiorsu", "eacdefgilmnprstvwx", "faefilo", "gaehilnrsu"),
        *("haeiort", "iabcdefglmnoprstv", "keis", "ladeilostuy", "maeimops", "nacdefgiknostuv", "oabcdfgiklmnoprstuvw"),
        *("paehiloprstu", "qu", "racdegiklmnorstuy", "sacehiklopstuw", "tacehiloprstuy", "uabcdeilmnprst", "vaei"),
        *("waehiors", "xp", "yps"),
    )
    for second in group[1:]
)
_FEWEST_SYMBOLS, _LEAST_ENTROPY = 3, 3.2  # of a password with brackets; measured on these, and on expressions
_SYMBOLS = re.compile(r"[!@#$%^&*?~]")  # in no base64, address, path or version
_WRITTEN = re.compile(
    r"\{.*\}|\[.*\]|<.*>|\w\(\w*\)|\.\*|://|[?&]\w+=|%[0-9A-F]{2}.*%[0-9A-F]{2}|base64,|&&|\|\||=>"
)  # code, patterns, addresses
_HEX = re.compile(r"[0-9a-f]+|[0-9A-F]+")  # of 16 different characters at most, so of fewer bits


def entropy(text: str) -> float:
    """Shannon entropy in bits a character."""
    if not text:
        return 0.0
    return -sum(n / len(text) * math.log2(n / len(text)) for n in Counter(text).values())


def looks_random(text: str, *, shortest: int = 20) -> bool:
    """Whether letters and digits change so often, and repeat so little, that no person chose them."""
    runs = _RUN.findall(text)
    kept = sum(map(len, runs))
    if len(text) < shortest or kept < 0.8 * len(text) or " " in text:
        return False
    most = 3.2 if _HEX.fullmatch(text) else 3.6
    if entropy(text) < min(most, math.log2(len(text)) - 1.1):
        return False
    known, pairs = _as_in_words(text)
    if pairs >= 8 and known >= 0.65 * pairs and kept > 2 * len(runs):  # noqa: PLR2004 - of random letters, one text in a thousand
        return False
    if len(text) >= 20 and pairs >= 14 and known <= 0.43 * pairs:  # noqa: PLR2004 - of words, one in a thousand
        return True
    if any(c.isdigit() for c in text) and any(c.isalpha() for c in text):
        return kept / len(runs) <= _LONGEST_RUN
    return _letters_look_random(text, runs)


def looks_drawn(text: str, *, longest_run: float = 2) -> bool:
    """Whether a short text of letters and digits is drawn: case and kind change more often than in any name."""
    runs = _RUN.findall(text)
    mixed = any(c.islower() for c in text) and any(c.isupper() for c in text)
    return len(text) >= 8 and text.isalnum() and mixed and len(text) / len(runs) <= longest_run  # noqa: PLR2004 - names have 3


def letters_drawn(text: str) -> bool:
    """Whether a text of letters only is drawn: of 24 random letters and digits, one text in seventy has no digit."""
    known, pairs = _as_in_words(text)
    mixed = not text.islower() and not text.isupper()
    return len(text) >= 16 and text.isascii() and text.isalpha() and mixed and known <= 0.55 * pairs  # noqa: PLR2004 - words have 0.8


def drawn_with_symbols(text: str, *, shortest: int = 20) -> bool:
    """Whether a text is drawn from letters of both cases, digits and symbols: their kinds change all the time."""
    if (
        len(text) < shortest
        or not _SYMBOLS.search(text)
        or not text.isascii()
        or re.search(r"[\s\"'`\\]", text)
        or _WRITTEN.search(text)
    ):
        return False
    kinds = [0 if c.islower() else 1 if c.isupper() else 2 if c.isdigit() else 3 for c in text]
    if set(kinds) != {0, 1, 2, 3}:
        return False
    changes = sum(a != b for a, b in itertools.pairwise(kinds))
    known, pairs = _as_in_words(text)
    return changes >= 0.4 * len(text) and entropy(text) >= 3.6 and (pairs < 6 or known < 0.7 * pairs)  # noqa: PLR2004 - measured on generated passwords, and on names and expressions


def drawn_with_brackets(text: str) -> bool:
    """Whether a text is drawn as `random_password` draws: brackets may stand anywhere in it, closed or not."""
    if not 12 <= len(text) <= 128 or re.search(r"[\s\"'`\\]|://|\$\{|\{\{|\$\(|<%|%>|%\{|\[\[", text):  # noqa: PLR2004 - shorter ones are words
        return False
    kinds = [0 if c.islower() else 1 if c.isupper() else 2 if c.isdigit() else 3 for c in text]
    if set(kinds) != {0, 1, 2, 3} or not text.isascii():
        return False
    symbols = [c for c in text if not c.isalnum()]
    changes = sum(a != b for a, b in itertools.pairwise(kinds))
    known, pairs = _as_in_words(text)
    return (
        changes >= 0.5 * len(text)
        and len(set(symbols)) >= _FEWEST_SYMBOLS
        and entropy(text) >= _LEAST_ENTROPY
        and (pairs < 4 or known < 0.6 * pairs)  # noqa: PLR2004 - as in words
    )


def _as_in_words(text: str) -> tuple[int, int]:
    """How many pairs of letters stand side by side as in written words, and how many pairs there are."""
    pairs = [pair for a, b in itertools.pairwise(text.lower()) if (pair := a + b).isalpha()]
    return sum(pair in _IN_WORDS for pair in pairs), len(pairs)


def _letters_look_random(text: str, runs: list[str]) -> bool:
    """For letters only: case that changes at random, or far fewer vowels than any language has."""
    if text.isdigit():
        return False
    mixed = any(c.isupper() for c in text) and any(c.islower() for c in text)
    if mixed:
        return sum(map(len, runs)) / len(runs) <= _LONGEST_RUN
    vowels = sum(c in _VOWELS for c in text) / len(text)
    return vowels < _FEWEST_VOWELS and text.isalpha()
