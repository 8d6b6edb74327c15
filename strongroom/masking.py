"""The one place that hides values.

`mask` stands where a value would stand. A `Redactor` cleans text that may hold one (a server's message, a program's
output): it removes every run of four or more characters of the values it was told of, however they were encoded.
Shorter runs stay: three characters are in every sentence, and tell nobody anything. Words that were public before the
value was read stay too: of a few hundred names one shares four characters with a random value now and then, and a
program that reads our results must find the name that it asked for.
"""

from __future__ import annotations

import base64
import json
import re
import urllib.parse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MASK = "***"  # three characters: even of a value made of asterisks the mask shows no run
RUN = 4
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{6,}")  # fewer characters can't tell four of a value
_MARKS = (MASK, "[-]", "…")


def mask(_value: object) -> str:
    """What is shown in place of a value: the same for every value, so not even a length is told."""
    return MASK


def redact(text: str, values: Iterable[str]) -> str:
    """Return `text` without any run of RUN or more characters of any of the values, in any encoding."""
    redactor = Redactor()
    for value in values:
        redactor.learn(value)
    return redactor.redact(text)


class Redactor:
    """Removes the values that it learned from any text."""

    def __init__(self) -> None:
        self._encodings: list[tuple[str, int]] = []
        self._values: list[bytes] = []
        self._public: set[str] = set()

    def keep(self, words: Iterable[str]) -> None:
        """Leave these words whole, unless a value holds one of them."""
        self._public |= {word for word in words if len(word) >= RUN}

    def learn(self, value: str) -> None:
        """Hide this value from now on; one shorter than RUN can't be told from any other text."""
        if len(value) >= RUN:
            self._values.append(_bytes(value))
            self._encodings += _encodings(value)

    def redact(self, text: str) -> str:
        """Return `text` without the values; where even the mark would complete a run, everything is withheld."""
        hidden = self._hidden(text)
        if not any(hidden):
            return text
        candidates = (_replace(text, hidden, mark) for mark in _MARKS)
        return next((result for result in candidates if not any(self._hidden(result))), MASK)

    def _hidden(self, text: str) -> list[bool]:
        """For each character, whether it belongs to a run of a value."""
        hidden = [False] * len(text)
        lower = "".join(character.lower() if character.isascii() else character for character in text)
        for encoded, run in self._encodings:
            subject = lower if run > RUN else text  # bytes are spelled in either case
            for start in range(len(text) - run + 1):
                if subject[start : start + run] in encoded:
                    hidden[start : start + run] = [True] * run
        for start, end in self._in_base64(text):
            hidden[start:end] = [True] * (end - start)
        if any(hidden):
            for start, end in self._kept(text):
                hidden[start:end] = [False] * (end - start)
        return hidden

    def _in_base64(self, text: str) -> Iterator[tuple[int, int]]:
        """Where a text that is base64, or holds some that begins anywhere in it, tells four characters of a value."""
        for found in _BASE64.finditer(text):
            for first in range(found.start(), min(found.start() + 4, found.end())):
                read = _from_base64(text[first : found.end()])
                for index in range(len(read) - RUN + 1):
                    if any(read[index : index + RUN] in value for value in self._values):
                        yield first + index * 8 // 6, first - (index + RUN) * 8 // -6

    def _kept(self, text: str) -> Iterator[tuple[int, int]]:
        """Where public words stand that no value holds."""
        for word in self._public:
            if word in text and not any(word in encoded for encoded, _ in self._encodings):
                yield from (found.span() for found in re.finditer(re.escape(word), text))


def _replace(text: str, hidden: list[bool], mark: str) -> str:
    pieces: list[str] = []
    for index, character in enumerate(text):
        if not hidden[index]:
            pieces.append(character)
        elif index == 0 or not hidden[index - 1]:
            pieces.append(mark)
    return "".join(pieces)


def _encodings(value: str) -> set[tuple[str, int]]:
    """The value as it may stand in a text, each with the length of run that gives four characters away."""
    raw = _bytes(value)
    found = {value, *_escaped(value)}
    for url in (urllib.parse.quote(raw, safe=""), urllib.parse.quote(raw), urllib.parse.quote_plus(raw)):
        found |= {url, _lower_escapes(url)}
    digits = [f"{byte:02x}" for byte in raw]
    spelled = {(mark + mark.join(digits), RUN * len(mark + "00") - len(mark)) for mark in ("", "%", "\\x", " ", ":")}
    return {(text, RUN) for text in found} | spelled


def _escaped(value: str) -> Iterator[str]:
    """The value between the quotes of JSON (also JSON within JSON) and of Python."""
    for literal in (json.dumps(value), json.dumps(value, ensure_ascii=False), repr(value)):
        yield literal[1:-1]
        yield json.dumps(literal[1:-1])[1:-1]


def _lower_escapes(url: str) -> str:
    head, *rest = url.split("%")
    return head + "".join(f"%{part[:2].lower()}{part[2:]}" for part in rest)


def _bytes(value: str) -> bytes:
    return value.encode("utf-8", "surrogatepass")


def _from_base64(text: str) -> bytes:
    """The whole bytes that base64 of either alphabet tells, however it ends."""
    standard = text.translate(str.maketrans("-_", "+/"))
    return base64.b64decode(standard + "A" * (-len(text) % 4))[: len(text) * 6 // 8]
