"""Changes single entries within a YAML text and leaves every other line alone: comments, order, layout.

ruamel.yaml says where things stand; the text between is cut and joined by us. What is written is JSON, which is YAML
on one line. Should the result ever say something else than was meant, it is not used.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import CollectionNode, MappingNode, ScalarNode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ruamel.yaml.nodes import Node

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
# What JSON leaves as it is and YAML does not take, or takes for the end of a line.
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_STEP = 2


class YamlLinesError(Exception):
    """The text can't be changed safely; says why, without a value of it."""


def read(text: str) -> Any:
    """What a text says; raises YamlLinesError."""
    try:
        return YAML(typ="safe", pure=True).load(text)
    except (YAMLError, ValueError, UnicodeError):
        raise YamlLinesError("it is not one readable YAML document") from None


def found(data: Any, path: Sequence[str]) -> Any:
    """The part of what a text says that stands at a path; None where nothing does."""
    for key in path:
        if not isinstance(data, dict):
            return None
        data = data.get(key)
    return data


def with_value(text: str, path: Sequence[str], value: Any) -> str:
    """The text with a value (whatever JSON can say) at a path; raises YamlLinesError."""
    meant = _put(read(text), path, value)
    ending = "\r\n" if "\r\n" in text else "\n"
    root = _composed(text)
    if root is None:
        result = _ended(text, ending) + _block(path, value, 0, ending)
    elif not isinstance(root, MappingNode):
        raise YamlLinesError("it is not a mapping")
    else:
        result = _changed(text, root, path, value, ending)
    return _demanded(result, meant)


def without_value(text: str, path: Sequence[str]) -> str:
    """The text without what stands at a path; a mapping that holds nothing then becomes `{}`."""
    data = read(text)
    if found(data, path) is None:
        return text
    meant = _put(data, path, None, drop=True)
    node: Node | None = _composed(text)
    for key in path[:-1]:
        node = _child(node, key)[1]
    assert isinstance(node, MappingNode)  # noqa: S101 - `found` went this way
    return _demanded(_cut(text, node, path[-1]), meant)


def quoted(value: Any) -> str:
    """JSON that YAML reads the same: nothing in it is escaped in pairs, nothing ends a line."""
    text = json.dumps(value, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _composed(text: str) -> Node | None:
    try:
        node: Node | None = YAML(typ="safe", pure=True).compose(text)
    except (YAMLError, ValueError):
        raise YamlLinesError("it is not one readable YAML document") from None
    if isinstance(node, ScalarNode) and not node.value.strip():
        return None
    return node


def _put(data: Any, path: Sequence[str], value: Any, *, drop: bool = False) -> Any:
    """What the text has to say afterwards."""
    if data is not None and not isinstance(data, dict):
        raise YamlLinesError(f'what stands above "{path[0]}" is not a mapping')
    found: dict[Any, Any] = dict(data or {})
    if len(path) > 1:
        found[path[0]] = _put(found.get(path[0]), path[1:], value, drop=drop)
    elif drop:
        found.pop(path[0], None)
    else:
        found[path[0]] = value
    return found


def _changed(text: str, root: MappingNode, path: Sequence[str], value: Any, ending: str) -> str:
    node: MappingNode = root
    for depth, name in enumerate(path):
        key, child = _child(node, name)
        if key is None or child is None:
            return _inserted(text, node, path[depth:], value, ending)
        if isinstance(child, MappingNode) and depth < len(path) - 1:
            node = child
            continue
        if depth < len(path) - 1 and not node.flow_style and child.start_mark.index == child.end_mark.index:
            line = _line_end(text, text.index(":", key.end_mark.index))
            block = _block(path[depth + 1 :], value, key.start_mark.column + _STEP, ending)
            return _ended(text[:line], ending) + block + text[line:]
        rest = value
        for inner in reversed(path[depth + 1 :]):
            rest = {inner: rest}
        return _replaced(text, key, child, rest)
    raise YamlLinesError("nothing is to be changed")


def _child(node: Node | None, name: str) -> tuple[Node | None, Node | None]:
    if isinstance(node, MappingNode):
        for key, child in node.value:
            if isinstance(key, ScalarNode) and key.value == name:
                return key, child
    return None, None


def _replaced(text: str, key: Node, child: Node, value: Any) -> str:
    """A value in the place of another; a comment behind its key stays."""
    colon = text.index(":", key.end_mark.index)
    start, end = child.start_mark.index, _end(text, child)
    if start == end:  # nothing stands there: the mark is wherever the next thing is
        return f"{text[: colon + 1]} {quoted(value)}{text[colon + 1 :]}"
    if "#" in text[colon:start]:
        return text[:start] + quoted(value) + text[end:]
    ending = text[end - 1] if text[end - 1] == "\n" else ""  # a block scalar has its last line's end
    return f"{text[: colon + 1]} {quoted(value)}{ending}{text[end:]}"


def _inserted(text: str, node: MappingNode, path: Sequence[str], value: Any, ending: str) -> str:
    """A new entry behind the last one of its mapping."""
    if node.flow_style or not node.value:
        for inner in reversed(path[1:]):
            value = {inner: value}
        brace = node.end_mark.index - 1
        before = text[:brace].rstrip()
        comma = "" if before.endswith(("{", ",")) else ", "
        return f"{before}{comma}{quoted(path[0])}: {quoted(value)}{text[brace:]}"
    column = node.value[0][0].start_mark.column
    line = _line_end(text, _end(text, node))
    return _ended(text[:line], ending) + _block(path, value, column, ending) + text[line:]


def _cut(text: str, node: MappingNode, name: str) -> str:
    places = [(key.start_mark.index, _end(text, child), key.value) for key, child in node.value]
    position = next(index for index, (_, _, key) in enumerate(places) if key == name)
    start, end, _ = places[position]
    if len(places) == 1:
        return f"{text[: node.start_mark.index]}{{}}{text[end if not node.flow_style else node.end_mark.index :]}"
    if not node.flow_style:
        return text[: text.rfind("\n", 0, start) + 1] + text[_line_end(text, end) :]
    if position == 0:
        return text[:start] + text[places[1][0] :]
    return text[: places[position - 1][1]] + text[end:]


def _block(path: Sequence[str], value: Any, column: int, ending: str) -> str:
    lines = [f"{' ' * (column + _STEP * depth)}{_key(name)}:" for depth, name in enumerate(path)]
    return ending.join([*lines[:-1], f"{lines[-1]} {quoted(value)}"]) + ending


def _key(name: str) -> str:
    return name if _PLAIN.fullmatch(name) and name.lower() not in _WORDS else quoted(name)


def _end(text: str, node: Node) -> int:
    """Where a node ends that is not yet followed by anything else: block collections run on to what comes next."""
    if not isinstance(node, CollectionNode) or node.flow_style or not node.value:
        return int(node.end_mark.index)
    last = node.value[-1]
    return _end(text, last[1] if isinstance(node, MappingNode) else last)


def _line_end(text: str, index: int) -> int:
    """The beginning of the next line."""
    if index and text[index - 1] == "\n":
        return index
    line = text.find("\n", index)
    return len(text) if line < 0 else line + 1


def _ended(text: str, ending: str) -> str:
    return text if not text or text.endswith("\n") else text + ending


def _demanded(result: str, meant: Mapping[str, Any]) -> str:
    if read(result) != meant:
        raise YamlLinesError("it is written in a way that can't be changed safely")
    return result
