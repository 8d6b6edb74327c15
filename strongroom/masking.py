"""The one place that hides values.

`mask` stands where a value would stand. A `Redactor` cleans text that may hold one (a server's message, a program's
output): it removes every run of four or more characters of the values it was told of, however they were encoded.
Shorter runs stay: three characters are in every sentence, and tell nobody anything.
"""

from __future__ import annotations

import base64
import json
import urllib.parse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MASK = "***"  # three characters: even of a value made of asterisks the mask shows no run
RUN = 4
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

    def learn(self, value: str) -> None:
        """Hide this value from now on; one shorter than RUN can't be told from any other text."""
        if len(value) >= RUN:
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
        return hidden


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
    raw = value.encode("utf-8", "surrogatepass")
    found = {value, *_escaped(value), *_base64(raw)}
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


def _base64(raw: bytes) -> Iterator[str]:
    """Base64 of the value at each of the three places where it can begin inside a longer encoded text."""
    for offset in range(3):
        encoded = base64.b64encode(bytes(offset) + raw).decode().rstrip("=")
        inner = encoded[(offset * 8 + 5) // 6 :]
        yield inner
        yield inner.translate(str.maketrans("+/", "-_"))
