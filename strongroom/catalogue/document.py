"""A YAML file as plain data that knows its lines.

The C parser of PyYAML composes the nodes; what they mean is decided here and is less than YAML allows: text, whole
numbers, true, false, nothing, lists and mappings with text keys. A date is text until a model reads it, and `no` is
refused, because half of the world's readers take it for false. Anchors, tags and second documents are refused too.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

import yaml
from yaml import CSafeLoader

from strongroom.catalogue import syntax
from strongroom.catalogue.nearest import is_harmless

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from strongroom.catalogue.problem import Problem

MAX_BYTES = 16 * 1024 * 1024
MAX_DEPTH = 24

_TEXT, _INTEGER, _FLAG, _NOTHING, _AMBIGUOUS = "text", "integer", "flag", "nothing", "ambiguous"
_MAPPING, _SEQUENCE = "mapping", "sequence"
_WORDS = {
    **dict.fromkeys(("true", "True", "TRUE", "false", "False", "FALSE"), _FLAG),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), _NOTHING),
    **{form: _AMBIGUOUS for word in ("yes", "no", "on", "off") for form in (word, word.capitalize(), word.upper())},
}
_INTEGER_FORM = re.compile(r"-?(?:0|[1-9][0-9]{0,17})").fullmatch
_AMPERSAND = re.compile(rb"&[^\s\[\]{},&]")
_BEFORE_ANCHOR = frozenset(b" \t\r\n[]{},:?-")


class _Unreadable:
    """What stands in the data where the YAML was refused: whoever meets it says nothing more about it."""


UNREADABLE = _Unreadable()


class TooDeepError(ValueError):
    """Nesting beyond `MAX_DEPTH`; carries the line."""


class _Loader(CSafeLoader):
    """Composes nodes whose tag says what a scalar is, by the rules above instead of YAML 1.1's."""

    depth = 0

    def descend_resolver(self, current_node: yaml.Node | None, _index: object) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise TooDeepError(current_node.start_mark.line + 1 if current_node is not None else 1)

    def ascend_resolver(self) -> None:
        self.depth -= 1

    def resolve(self, kind: type[yaml.Node], value: str | None, implicit: object) -> str:
        if kind is yaml.ScalarNode:
            if value is None or not implicit[0]:  # type: ignore[index]  # a pair of flags: plain, quoted
                return _TEXT
            return _WORDS.get(value) or (_INTEGER if _INTEGER_FORM(value) else _TEXT)
        return _MAPPING if kind is yaml.MappingNode else _SEQUENCE


@dataclass(kw_only=True)
class Document:
    """A file of the catalogue: its data, and for a place in the data the line."""

    file: str
    data: dict[str, Any]
    content: bytes = field(repr=False)

    @cached_property
    def _root(self) -> yaml.Node:
        # Composed again, and only where there is something to complain about: the nodes take fifty times the file.
        return cast("yaml.Node", _compose(self.content))

    def line(self, place: Iterable[str | int]) -> int:
        """Line of a key or an item; of the nearest thing around it where the file does not have it."""
        node = self._root
        line = 1
        for part in place:
            if isinstance(node, yaml.MappingNode):
                for key, value in node.value:
                    if key.value == part:
                        node, line = value, key.start_mark.line + 1
                        break
            elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
                node = node.value[part]
                line = node.start_mark.line + 1
        return line

    def subject(self, line: int) -> str:
        """The secret that a line belongs to, as messages name it; empty for the head of the file."""
        entries = self.data.get("secrets")
        if not isinstance(entries, list):
            return ""
        index = bisect_right(range(len(entries)), line, key=lambda each: self.line(("secrets", each))) - 1
        return subject_of(entries[index], index) if index >= 0 else ""


def subject_of(entry: object, index: int) -> str:
    """How messages name an entry whose shape may be wrong."""
    path = entry.get("path") if isinstance(entry, dict) else None
    return f'secret "{path}"' if isinstance(path, str) and is_harmless(path) else f"secret {index + 1} of the file"


def read(path: Path, file: str) -> tuple[Document | None, list[Problem]]:
    """The document of a file, and everything that is wrong with its YAML."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            return None, [syntax.too_large(file, size, MAX_BYTES)]
        content = path.read_bytes()
    except OSError as error:
        return None, [syntax.unreadable(file, error)]
    try:
        content.decode()
    except UnicodeDecodeError as error:
        return None, [syntax.not_utf8(file, content, error)]
    return parse(content.removeprefix(b"\xef\xbb\xbf"), file)


def parse(content: bytes, file: str) -> tuple[Document | None, list[Problem]]:
    """As `read`, of a file's content, which is UTF-8."""
    if _may_have_anchors(content) and (problem := syntax.anchor(content, file)):
        return None, [problem]
    try:
        root = _compose(content)
    except TooDeepError as error:
        return None, [syntax.too_deep(file, error.args[0], MAX_DEPTH)]
    except yaml.YAMLError as error:
        return None, [syntax.not_yaml(error, content, file)]
    if root is None or root.tag == _NOTHING:
        return None, [syntax.empty(file)]
    problems: list[Problem] = []
    data = _Builder(file, problems).build(root)
    if not isinstance(data, dict):
        return None, [*problems, syntax.not_a_mapping(file, root.start_mark.line + 1)]
    document = Document(file=file, data=data, content=content)
    return document, [replace(each, subject=document.subject(each.line)) for each in problems]


def _compose(content: bytes) -> yaml.Node | None:
    loader = _Loader(content)
    try:
        return loader.get_single_node()
    finally:
        loader.dispose()


def _may_have_anchors(content: bytes) -> bool:
    return any(
        found.start() == 0 or content[found.start() - 1] in _BEFORE_ANCHOR for found in _AMPERSAND.finditer(content)
    )


@dataclass
class _Builder:
    """Turns nodes into data and notes what the catalogue's YAML may not hold."""

    file: str
    problems: list[Problem]

    def build(self, node: yaml.Node) -> Any:
        tag = node.tag
        if tag is _TEXT:
            return node.value
        if tag is _MAPPING:
            return self._mapping(node)
        if tag is _SEQUENCE:
            return [item.value if item.tag is _TEXT else self.build(item) for item in node.value]
        if tag is _INTEGER:
            return int(node.value)
        if tag is _FLAG:
            return node.value[0] in "tT"
        if tag is _NOTHING:
            return None
        line = node.start_mark.line + 1
        ambiguous = tag is _AMBIGUOUS
        self.problems.append(
            syntax.ambiguous(self.file, line, node.value) if ambiguous else syntax.tag(self.file, line, tag)
        )
        return UNREADABLE

    def _mapping(self, node: yaml.Node) -> dict[str, Any]:
        result: dict[str, Any] = {}
        build = self.build
        for key, value in node.value:
            name = key.value
            if key.tag is not _TEXT:
                self.problems.append(syntax.key(self.file, key.start_mark.line + 1, key))
                continue
            if name == "<<":
                self.problems.append(syntax.merge(self.file, key.start_mark.line + 1))
                continue
            if name in result:
                self.problems.append(syntax.duplicate_key(self.file, key.start_mark.line + 1, name))
            result[name] = value.value if value.tag is _TEXT else build(value)
        return result
