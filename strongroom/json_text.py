"""JSON changed in place: one member of an object is set or taken away, every other character stays.

Comments and a comma behind the last member are understood, as editors write them. Whatever is written is read back and
held against what was meant.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from json.decoder import scanstring  # type: ignore[attr-defined]  # public in practice, and not in its types
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

_BLANK = re.compile(r"(?:[ \t\r\n\ufeff]+|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_SCALAR = re.compile(r"-?[0-9][0-9.eE+-]*|true|false|null")
_DEPTH = 100
Path = tuple[str, ...]


class JsonTextError(ValueError):
    """The text is no JSON, or can't be changed as asked; says where, and nothing of what stands there."""


@dataclass(frozen=True, kw_only=True)
class _Node:
    """A value in the text; `members` of an object in their order, with where each key begins."""

    start: int
    end: int
    value: Any
    members: tuple[tuple[str, int, _Node], ...] = ()

    def member(self, key: str) -> _Node | None:
        """The value of a key; of a double key the last, as every reader takes it."""
        return next((node for name, _, node in reversed(self.members) if name == key), None)


def read(text: str) -> Any:
    """The document; raises JsonTextError."""
    return _parse(text).value


def with_member(text: str, path: Path, value: str) -> str:
    """Set a text under a path whose last two keys may be new; raises JsonTextError."""
    root = _parse(text)
    node, missing = _reach(root, path)
    if not missing:
        changed = text[: node.start] + json.dumps(value, ensure_ascii=False) + text[node.end :]
    else:
        changed = _inserted(text, node, missing, value)
    _demand(changed, _set(root.value, path, value))
    return changed


def without_member(text: str, path: Path) -> str:
    """Take a key away; the same text where it is not there. Raises JsonTextError."""
    root = _parse(text)
    *above, key = path
    node, missing = _reach(root, tuple(above))
    if missing or node.member(key) is None:
        return text
    number = max(place for place, (name, _, _) in enumerate(node.members) if name == key)
    _, begins, there = node.members[number]
    if number:  # with the comma, and the blank, before it
        start, end = node.members[number - 1][2].end, there.end
    elif len(node.members) > 1:
        start, end = begins, node.members[1][1]
    else:
        start, end = node.start + 1, node.end - 1
    changed = text[:start] + text[end:]
    meant = json.loads(json.dumps(root.value))
    parent = meant
    for step in above:
        parent = parent[step]
    del parent[key]
    _demand(changed, meant)
    return changed


def _reach(root: _Node, path: Path) -> tuple[_Node, Path]:
    """The deepest object or value on a path that is there, and the keys that are not."""
    node = root
    for depth, key in enumerate(path):
        if not isinstance(node.value, dict):
            raise JsonTextError(f"{'.'.join(path[:depth]) or 'the document'} is no object")
        below = node.member(key)
        if below is None:
            return node, path[depth:]
        node = below
    return node, ()


def _inserted(text: str, node: _Node, keys: Path, value: str) -> str:
    """The text with a new member at the end of an object, laid out as its neighbours are."""
    if not isinstance(node.value, dict):
        raise JsonTextError("it would have to stand in something that is no object")
    newline = "\r\n" if "\r\n" in text else "\n"
    outer = _indent(text, node.start)
    inner = _indent(text, node.members[-1][1]) if node.members else outer + _unit(text)
    several = newline in text[node.start : node.end] or (not node.members and newline in text)
    new = _rendered(keys, value, inner, _unit(text), newline if several else "")
    if not node.members:
        body = f"{newline}{inner}{new}{newline}{outer}" if several else new
        return text[: node.start + 1] + body + text[node.end - 1 :]
    last = node.members[-1][2].end
    return text[:last] + "," + (f"{newline}{inner}" if several else " ") + new + text[last:]


def _rendered(keys: Path, value: str, indent: str, unit: str, newline: str) -> str:
    """`"key": "value"`, or `"key": {"key": "value"}` for two keys."""
    first = json.dumps(keys[0], ensure_ascii=False)
    if len(keys) == 1:
        return f"{first}: {json.dumps(value, ensure_ascii=False)}"
    below = _rendered(keys[1:], value, indent + unit, unit, newline)
    if not newline:
        return f"{first}: {{{below}}}"
    return f"{first}: {{{newline}{indent}{unit}{below}{newline}{indent}}}"


def _indent(text: str, at: int) -> str:
    line = text[text.rfind("\n", 0, at) + 1 : at]
    return line[: len(line) - len(line.lstrip(" \t"))]


def _unit(text: str) -> str:
    """How deep one level is indented in this text."""
    found = re.search(r"\n([ \t]+)\S", text)
    return found[1] if found else "  "


def _set(document: Any, path: Sequence[str], value: str) -> Any:
    meant = json.loads(json.dumps(document))
    parent = meant
    for key in path[:-1]:
        parent = parent.setdefault(key, {})
    parent[path[-1]] = value
    return meant


def _demand(text: str, meant: Any) -> None:
    """Raise JsonTextError where a change says anything else than what was meant, in content or in order."""
    if json.dumps(read(text)) != json.dumps(meant):
        raise JsonTextError("it is written in a way that can't be changed safely")


def _parse(text: str) -> _Node:
    try:
        node = _node(text, _skip(text, 0), 0)
        if _skip(text, node.end) != len(text):
            raise _wrong(text, node.end)
    except (IndexError, json.JSONDecodeError):
        raise JsonTextError("it ends too early, or has a text that nothing closes") from None
    return node


def _node(text: str, at: int, depth: int) -> _Node:
    if depth > _DEPTH:
        raise JsonTextError(f"it is more than {_DEPTH} levels deep")
    match text[at]:
        case "{":
            return _object(text, at, depth)
        case "[":
            return _array(text, at, depth)
        case '"':
            value, end = scanstring(text, at + 1)
            return _Node(start=at, end=end, value=value)
    scalar = _SCALAR.match(text, at)
    if scalar is None:
        raise _wrong(text, at)
    return _Node(start=at, end=scalar.end(), value=json.loads(scalar[0]))


def _object(text: str, start: int, depth: int) -> _Node:
    members: list[tuple[str, int, _Node]] = []
    at = _skip(text, start + 1)
    while text[at] != "}":
        begins = at
        if text[at] != '"':
            raise _wrong(text, at)
        key, at = scanstring(text, at + 1)
        at = _skip(text, at)
        if text[at] != ":":
            raise _wrong(text, at)
        node = _node(text, _skip(text, at + 1), depth + 1)
        members.append((key, begins, node))
        at = _separated(text, node.end, "}")
    value = {key: node.value for key, _, node in members}
    return _Node(start=start, end=at + 1, value=value, members=tuple(members))


def _array(text: str, start: int, depth: int) -> _Node:
    items = []
    at = _skip(text, start + 1)
    while text[at] != "]":
        node = _node(text, at, depth + 1)
        items.append(node.value)
        at = _separated(text, node.end, "]")
    return _Node(start=start, end=at + 1, value=items)


def _separated(text: str, at: int, closing: str) -> int:
    """Where the next item begins, or what closes stands."""
    at = _skip(text, at)
    if text[at] == ",":
        return _skip(text, at + 1)
    if text[at] != closing:
        raise _wrong(text, at)
    return at


def _skip(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at


def _wrong(text: str, at: int) -> JsonTextError:
    return JsonTextError(f"line {text.count(chr(10), 0, at) + 1} is no JSON")
