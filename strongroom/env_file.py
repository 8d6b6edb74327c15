"""The .env format, read and written: what shells, Docker Compose and the dotenv libraries agree on.

    NAME=text                 to the end of the line; ` #` begins a comment
    NAME='text'               exactly as it stands, over several lines too
    NAME="text"               with \\n, \\r, \\t, \\", \\\\ and \\$, over several lines too
    export NAME=text          the same

References to other variables (`$NAME` outside single quotes) are told as problems: what they stand for is not in the
file. Problems name lines, never values.

Readers differ more than they say. What is written here was tried with the shell, python-dotenv, dotenv of npm and
Node's --env-file: a value that no form brings through all four is refused (UnfitError). `docker run --env-file` knows
no quotes at all: it takes only values that need none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME = re.compile(r"[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.]*)[ \t]*=[ \t]*")
_SKIP = re.compile(r"[ \t]*(?:#[^\n]*)?\r?(?:\n|$)")
_SINGLE = re.compile(r"'([^']*)'")
_DOUBLE = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_BARE = re.compile(r"[^\n]*")
_REFERENCE = re.compile(r"(?<!\\)\$[A-Za-z_{(]")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}
_PLAIN = re.compile(r"[A-Za-z0-9_./:@%+,=-]+")
_BYTE_ORDER_MARK = "\ufeff"


class UnfitError(ValueError):
    """A value that no form brings through every reader; says which part of it, and not the value."""


@dataclass(frozen=True, kw_only=True)
class EnvFile:
    """The values of a file by name, and what could not be read: a line number and the reason."""

    values: dict[str, str]
    problems: tuple[tuple[int, str], ...]


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """One `NAME=value`, from the first character of its line to behind its newline; or a line that is wrong."""

    start: int
    end: int
    name: str | None = None
    value: str | None = None
    problem: str | None = None


def parse(text: str) -> EnvFile:
    """Read a file; a line that is wrong costs none of the others."""
    text = text.removeprefix(_BYTE_ORDER_MARK).replace("\r\n", "\n")
    values: dict[str, str] = {}
    problems: list[tuple[int, str]] = []
    for one in scan(text):
        line = text.count("\n", 0, one.start) + 1
        if one.problem is not None:
            problems.append((line, one.problem))
        elif one.name in values:
            problems.append((line, f"{one.name} stands there a second time"))
        elif one.name is not None and one.value is not None:
            values[one.name] = one.value
    return EnvFile(values=values, problems=tuple(problems))


def scan(text: str) -> Iterator[Assignment]:
    """Every assignment and every wrong line, in order; what is skipped between them is blank or a comment."""
    at = len(_BYTE_ORDER_MARK) if text.startswith(_BYTE_ORDER_MARK) else 0
    while at < len(text):
        if skipped := _SKIP.match(text, at):
            at = max(skipped.end(), at + 1)
            continue
        start, name = at, _NAME.match(text, at)
        if name is None:
            at = _next_line(text, at)
            yield Assignment(start=start, end=at, problem="is not NAME=value")
            continue
        found, at = _value(text, name.end())
        if isinstance(found, _Wrong):
            yield Assignment(start=start, end=at, name=name[1], problem=found.reason)
        else:
            yield Assignment(start=start, end=at, name=name[1], value=found.replace("\r\n", "\n"))


@dataclass(frozen=True)
class _Wrong:
    reason: str


def _value(text: str, at: int) -> tuple[str | _Wrong, int]:
    """The value that begins at `at`, and where the next line does."""
    quote = text[at : at + 1]
    if quote not in ("'", '"'):
        bare = _BARE.match(text, at)
        raw = bare[0] if bare else ""
        return _without_references(re.split(r"(?:^|[ \t])#", raw, maxsplit=1)[0].strip()), _next_line(text, at)
    quoted = (_SINGLE if quote == "'" else _DOUBLE).match(text, at)
    if quoted is None:
        return _Wrong("has a quote that nothing closes"), _next_line(text, at)
    rest = _SKIP.match(text, quoted.end())
    if rest is None:
        return _Wrong("has text behind the closing quote"), _next_line(text, quoted.end())
    if quote == "'":
        return quoted[1], rest.end()
    body = _without_references(quoted[1])
    if isinstance(body, _Wrong):
        return body, rest.end()
    return _ESCAPE.sub(lambda match: _ESCAPES.get(match[1], match[1]), body), rest.end()


def _without_references(text: str) -> str | _Wrong:
    return _Wrong("refers to another variable; write out what it stands for") if _REFERENCE.search(text) else text


def _next_line(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1


def line(name: str, value: str) -> str:
    """One line (or more, for a value of several) that every reader takes as exactly this value; raises UnfitError."""
    if "\r" in value:
        raise UnfitError("it has a carriage return in it, which readers change into a newline")
    if "${" in value:
        raise UnfitError("it has ${ in it, which python-dotenv replaces within any quotes")
    if _PLAIN.fullmatch(value):
        return f"{name}={value}"
    if "'" not in value:
        if "\\\\" in value or value.endswith("\\"):
            raise UnfitError("it has two backslashes in a row, or one at its end, which readers take differently")
        return f"{name}='{value}'"
    if any(sign in value for sign in '"$`\\'):
        raise UnfitError("it has ' in it together with one of \" $ ` \\, which readers take differently")
    return f'{name}="{value}"'
