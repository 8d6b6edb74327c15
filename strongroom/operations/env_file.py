"""The .env format, read and written: what shells, Docker Compose and the dotenv libraries agree on.

    NAME=text                 to the end of the line; ` #` begins a comment
    NAME='text'               exactly as it stands, over several lines too
    NAME="text"               with \\n, \\r, \\t, \\", \\\\ and \\$, over several lines too
    export NAME=text          the same

References to other variables (`$NAME` outside single quotes) are told as problems: what they stand for is not in the
file. Problems name lines, never values.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_NAME = re.compile(r"[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.]*)[ \t]*=[ \t]*")
_SKIP = re.compile(r"[ \t]*(?:#[^\n]*)?(?:\n|$)")
_SINGLE = re.compile(r"'([^']*)'")
_DOUBLE = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_BARE = re.compile(r"[^\n]*")
_REFERENCE = re.compile(r"(?<!\\)\$[A-Za-z_{(]")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}
_PLAIN = re.compile(r"[A-Za-z0-9_./:@%+,=-]+")


@dataclass(frozen=True, kw_only=True)
class EnvFile:
    """The values of a file by name, and what could not be read: a line number and the reason."""

    values: dict[str, str]
    problems: tuple[tuple[int, str], ...]


def parse(text: str) -> EnvFile:
    """Read a file; a line that is wrong costs none of the others."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    values: dict[str, str] = {}
    problems: list[tuple[int, str]] = []
    at = 0
    while at < len(text):
        if skipped := _SKIP.match(text, at):
            at = max(skipped.end(), at + 1)
            continue
        line = text.count("\n", 0, at) + 1
        name = _NAME.match(text, at)
        if name is None:
            problems.append((line, "is not NAME=value"))
            at = _next_line(text, at)
            continue
        found, at = _value(text, name.end())
        if isinstance(found, _Wrong):
            problems.append((line, found.reason))
        elif name[1] in values:
            problems.append((line, f"{name[1]} stands there a second time"))
        else:
            values[name[1]] = found
    return EnvFile(values=values, problems=tuple(problems))


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
    """One line (or more, for a value of several) that every reader takes as exactly this value."""
    if _PLAIN.fullmatch(value):
        return f"{name}={value}"
    if "'" not in value and "\r" not in value:
        return f"{name}='{value}'"
    escaped = (
        value.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$").replace("\n", "\\n").replace("\r", "\\r")
    )
    return f'{name}="{escaped}"'
