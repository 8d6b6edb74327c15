"""Whether a text looks drawn at random: as keys and tokens are, and names, paths and prose are not."""

from __future__ import annotations

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
    if any(c.isdigit() for c in text) and any(c.isalpha() for c in text):
        return kept / len(runs) <= _LONGEST_RUN
    return _letters_look_random(text, runs)


def _letters_look_random(text: str, runs: list[str]) -> bool:
    """For letters only: case that changes at random, or far fewer vowels than any language has."""
    if text.isdigit():
        return False
    mixed = any(c.isupper() for c in text) and any(c.islower() for c in text)
    if mixed:
        return sum(map(len, runs)) / len(runs) <= _LONGEST_RUN
    vowels = sum(c in _VOWELS for c in text) / len(text)
    return vowels < _FEWEST_VOWELS and text.isalpha()
