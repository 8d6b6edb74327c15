"""CloudWatch Logs' filter patterns for JSON, as far as ours use them; the emulator takes every line for a match.

Source: CloudWatch Logs user guide, "Filter pattern syntax for metric filters". Known: `=` and `!=` with a text that
may begin or end with `*`, NOT EXISTS, `&&`, `||`, parentheses, and an index into a list. What the guide leaves open is
taken for the worse: a comparison with a field that is not there is false, `!=` as well. Anything else is refused.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

MOST = 1024  # characters of a pattern

_TOKEN = re.compile(r'\s*(?:(?P<sign>&&|\|\||\(|\)|!=|=|NOT EXISTS)|(?P<path>\$(?:\.\w+|\[\d+\])+)|"(?P<text>[^"]*)")')
_MISSING = object()


class PatternError(ValueError):
    """Not a pattern, or one that this reader does not know."""


def matcher(pattern: str) -> Callable[[str], bool]:
    """Whether a line of a log matches; a line that is no JSON does not."""
    if len(pattern) > MOST or not (pattern.startswith("{ ") and pattern.endswith(" }")):
        raise PatternError(f"no JSON pattern of {MOST} characters at most: {pattern}")
    reader = _Reader(_tokens(pattern[2:-2]))
    test = reader.alternatives()
    if reader.tokens:
        raise PatternError(f"not understood from here: {reader.tokens}")

    def matches(line: str) -> bool:
        try:
            return test(json.loads(line))
        except ValueError:
            return False

    return matches


def _tokens(text: str) -> list[tuple[str, str]]:
    found, at = [], 0
    while text[at:].strip():
        token = _TOKEN.match(text, at)
        if token is None or token.lastgroup is None:
            raise PatternError(f"not understood: {text[at:]}")
        found.append((token.lastgroup, token[token.lastgroup]))
        at = token.end()
    return found


class _Reader:
    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens = tokens

    def alternatives(self) -> Callable[[Any], bool]:
        tests = [self._all()]
        while self._skip("||"):
            tests.append(self._all())
        return lambda event: any(test(event) for test in tests)

    def _all(self) -> Callable[[Any], bool]:
        tests = [self._one()]
        while self._skip("&&"):
            tests.append(self._one())
        return lambda event: all(test(event) for test in tests)

    def _one(self) -> Callable[[Any], bool]:
        if self._skip("("):
            test = self.alternatives()
            if not self._skip(")"):
                raise PatternError("a parenthesis is open")
            return test
        path, sign = self._take("path"), self._take("sign")
        if sign == "NOT EXISTS":
            return lambda event: _at(event, path) is _MISSING
        wanted, equal = _wildcard(self._take("text")), sign == "="
        if sign not in ("=", "!="):
            raise PatternError(f"no comparison: {sign}")
        return lambda event: isinstance(value := _at(event, path), str) and bool(wanted.fullmatch(value)) is equal

    def _skip(self, sign: str) -> bool:
        if self.tokens and self.tokens[0] == ("sign", sign):
            self.tokens.pop(0)
            return True
        return False

    def _take(self, kind: str) -> str:
        if not self.tokens or self.tokens[0][0] != kind:
            raise PatternError(f"a {kind} was expected before {self.tokens}")
        return self.tokens.pop(0)[1]


def _wildcard(text: str) -> re.Pattern[str]:
    if "*" in text.strip("*"):
        raise PatternError(f"a wildcard stands at an end only: {text}")
    return re.compile("".join(".*" if part == "*" else re.escape(part) for part in re.split(r"(\*)", text)), re.DOTALL)


def _at(event: Any, path: str) -> Any:
    for name, index in re.findall(r"\.(\w+)|\[(\d+)\]", path):
        try:
            event = event[name] if name else event[int(index)]
        except (KeyError, IndexError, TypeError):
            return _MISSING
    return event
