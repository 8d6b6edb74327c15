"""The one place that hides values.

`mask` stands where a value would stand. `redact` cleans text that we did not write ourselves (a server's message, a
library's exception): it removes every run of four or more characters of a value, however the value was encoded.
Shorter runs stay: four characters of a value are where guessing starts, three are in every sentence.
"""

from __future__ import annotations

import base64
import json
import urllib.parse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MASK = "***"  # three characters: the mask itself can't hold four of a value that is made of asterisks
RUN = 4
_MARKS = (MASK, "[-]", "…")


def mask(_value: object) -> str:
    """What is shown in place of a value: the same for every value, its length included."""
    return MASK


def redact(text: str, values: Iterable[str]) -> str:
    """Return `text` without any run of RUN or more characters of any of the values, in any encoding.

    Where even the mark would complete such a run, everything is withheld.
    """
    haystacks = [haystack for value in values if len(value) >= RUN for haystack in _encodings(value)]
    hidden = _covered(text, haystacks)
    if not any(hidden):
        return text
    for mark in _MARKS:
        result = _replace(text, hidden, mark)
        if not any(_covered(result, haystacks)):
            return result
    return MASK


def _covered(text: str, haystacks: list[tuple[str, int]]) -> list[bool]:
    """For each character of `text`, whether it belongs to a run of a value."""
    hidden = [False] * len(text)
    lower = text.lower()
    for haystack, run in haystacks:
        subject = lower if run > RUN else text  # hexadecimal is written in either case
        if len(subject) != len(text):
            subject = text
        for start in range(len(text) - run + 1):
            if subject[start : start + run] in haystack:
                hidden[start : start + run] = [True] * run
    return hidden


def _replace(text: str, hidden: list[bool], mark: str) -> str:
    pieces: list[str] = []
    for index, character in enumerate(text):
        if not hidden[index]:
            pieces.append(character)
        elif index == 0 or not hidden[index - 1]:
            pieces.append(mark)
    return "".join(pieces)


def _encodings(value: str) -> Iterator[tuple[str, int]]:
    """The value as it may stand in foreign text, each with the length of run that gives four characters away."""
    raw = value.encode("utf-8", "surrogatepass")
    yield value, RUN
    for escaped in {
        json.dumps(value),
        json.dumps(value, ensure_ascii=False),
        repr(value),
        json.dumps(json.dumps(value)),
    }:
        yield escaped[1:-1], RUN
    quoted = {urllib.parse.quote(raw, safe=""), urllib.parse.quote(raw), urllib.parse.quote_plus(raw)}
    for url in quoted:
        yield url, RUN
        yield _lower_escapes(url), RUN
    for encoded in _base64(raw):
        yield encoded, RUN
        yield encoded.translate(str.maketrans("+/", "-_")), RUN
    yield raw.hex(), 2 * RUN


def _lower_escapes(url: str) -> str:
    head, *rest = url.split("%")
    return head + "".join(f"%{part[:2].lower()}{part[2:]}" for part in rest)


def _base64(raw: bytes) -> Iterator[str]:
    """Base64 of the value at each of the three places where it can begin inside a longer encoded text."""
    for offset in range(3):
        encoded = base64.b64encode(b"\0" * offset + raw).decode().rstrip("=")
        yield encoded[(offset * 8 + 5) // 6 :]
