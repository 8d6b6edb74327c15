"""The word that was probably meant."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from strongroom.catalogue.leaks import looks_random

if TYPE_CHECKING:
    from collections.abc import Collection

_MANY = 2000
_ALIKE, _ALIKE_PATHS = 0.6, 0.8  # paths of one workspace are alike anyway
_PREFIX = 3  # letters of the beginning of a word that say which one is meant
_SHOWN = 12
_word = re.compile(r"[A-Za-z][A-Za-z_-]{0,39}").fullmatch
_reference = re.compile(r"(?:[A-Za-z0-9]{0,16}[._/*-])*[A-Za-z0-9]{0,16}").fullmatch
_LONGEST = 120


def nearest(word: str, options: Collection[str]) -> str | None:
    """The option most like the word; None where none is like it.

    Among very many options only those with the word's first letters are compared, so that thousands of mistakes
    in thousands of entries are still told at once.
    """
    if len(options) > _MANY:
        options = [option for option in options if option[:3] == word[:3]][:_MANY]
    longer = [option for option in options if len(word) >= _PREFIX and option.startswith(word)]
    if len(longer) == 1:
        return longer[0]
    cutoff = _ALIKE_PATHS if "/" in word else _ALIKE
    found = get_close_matches(word, options, n=1, cutoff=cutoff)
    if not found and not word.islower():
        found = get_close_matches(word.lower(), [option for option in options if option.islower()], n=1, cutoff=cutoff)
    return found[0] if found else None


def suggestion(word: str, options: Collection[str], otherwise: str | None = None) -> str:
    """The way out for an unknown word: the nearest option, else all of them, else what `otherwise` says."""
    found = nearest(word, options)
    if found:
        return f'did you mean "{found}"?'
    if otherwise:
        return otherwise
    return f"use {either(sorted(options))}" if options else "leave it out"


def either(options: Collection[str]) -> str:
    """`a, b or c`, cut where there are too many to read."""
    listed = list(options)
    if len(listed) > _SHOWN:
        return ", ".join(listed[:_SHOWN]) + ", ..."
    return listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])} or {listed[-1]}"


def is_harmless(reference: str) -> bool:
    """Whether a path or a name is made of short words, so that a message may repeat it: no token looks like that.

    Of a hundred random values in base64 one has its slashes so that it would.
    """
    return 0 < len(reference) <= _LONGEST and _reference(reference) is not None and not looks_random(reference)


def shown(label: str, reference: str) -> str:
    """`name "linear_apikey"`; without the reference where it might be a value."""
    return f'{label} "{reference}"' if is_harmless(reference) else label


def word(label: str, given: object) -> str:
    """`strategy "randm"`, where one of a list of words was expected; without it where it might be a value."""
    if isinstance(given, str):
        return f'{label} "{given}"' if _word(given) else label
    return f"{label} {described(given)}"


def described(given: object) -> str:
    """What kind of thing stands where another was expected, without what it holds."""
    match given:
        case None:
            return "empty"
        case bool():
            return "true" if given else "false"
        case int():
            return "a number"
        case str():
            return "text"
        case list() | tuple():
            return "a list"
        case dict():
            return "a mapping"
    return "something else"
