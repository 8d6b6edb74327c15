"""Changes the status of one entry within the text of a catalogue file, and leaves every other line alone.

ruamel.yaml says where things stand and writes the new lines; writing the whole file with it would join lines that
people broke. Should the result ever say something else than was meant, it is not used.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from strongroom.operations.problem import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_BY_HAND = "the entry is written in a way that can't be changed safely; change its status by hand"
_WIDE = 10_000


def with_status(text: str, path: str, environment: str, status: Mapping[str, Any] | None) -> str:
    """The text with another status of an entry in one environment; None removes it. Raises InputError."""
    ending = "\r\n" if "\r\n" in text else "\n"
    lines = text.replace("\r\n", "\n").split("\n")
    data = _load(text)
    meant = _plain(data)
    entry = _entry(data, path)
    key_column = entry.lc.col
    statuses = _changed(entry, environment, status)
    if "status" in entry:
        start = entry.lc.key("status")[0]
        new = lines[:start] + _rendered(statuses, key_column) + lines[_end(lines, start, key_column + 1) :]
    else:
        end = _end(lines, entry.lc.line, key_column)
        new = lines[:end] + _rendered(statuses, key_column) + lines[end:]
    result = "\n".join(new)
    _demand_same(result, meant, path, statuses)
    return result.replace("\n", ending)


def _yaml() -> YAML:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = _WIDE
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _load(text: str) -> Any:
    return _yaml().load(text.removeprefix("\ufeff"))


def _entry(data: Any, path: str) -> CommentedMap:
    found = next((each for each in data["secrets"] if each.get("path") == path), None)
    if found is None or found.fa.flow_style():
        raise InputError(f'"{path}": {_BY_HAND}')
    return found  # type: ignore[no-any-return]  # ruamel's data has no types


def _changed(entry: CommentedMap, environment: str, status: Mapping[str, Any] | None) -> CommentedMap:
    """All statuses of the entry with the new one; a mapping that is there keeps its form and its comments."""
    statuses = entry.get("status")
    if statuses is None:
        statuses = CommentedMap()
    if status is None:
        statuses.pop(environment, None)
        return statuses  # type: ignore[no-any-return]  # as above
    one = statuses.get(environment)
    if one is None:
        one = CommentedMap()
        one.fa.set_flow_style()
        statuses[environment] = one
    for key in [key for key in one if key not in status]:
        del one[key]
    for place, (key, fact) in enumerate(status.items()):
        if key in one:
            one[key] = _in_flow(fact)
        else:
            one.insert(place, key, _in_flow(fact))
    return statuses  # type: ignore[no-any-return]  # as above


def _in_flow(fact: Any) -> Any:
    if not isinstance(fact, list):
        return fact
    found = CommentedSeq(fact)
    found.fa.set_flow_style()
    return found


def _rendered(statuses: CommentedMap, column: int) -> list[str]:
    """The lines of the key `status`, indented like the entry's other keys; none where nothing is recorded."""
    if not statuses:
        return []
    stream = io.StringIO()
    _yaml().dump({"secrets": [{"status": statuses}]}, stream)  # as deep as usual: comments keep their columns then
    body = stream.getvalue().rstrip("\n").split("\n")[1:]
    body[0] = body[0].replace("- ", "  ", 1)
    depth = _depth(body[0])
    # ruamel hangs what stands behind the block on its last line; that text never left the file.
    own = [line for line in body if line.strip() and not (_is_comment(line) and _depth(line) < depth)]
    return [" " * column + line[depth:] for line in own]


def _end(lines: Sequence[str], start: int, column: int) -> int:
    """The line behind a block whose lines stand at least `column` deep; what is left blank behind it is not its."""
    end = start + 1
    while end < len(lines) and (not lines[end].strip() or _depth(lines[end]) >= column or _is_comment(lines[end])):
        end += 1
    while end > start + 1 and (
        not lines[end - 1].strip() or (_is_comment(lines[end - 1]) and _depth(lines[end - 1]) < column)
    ):
        end -= 1
    return end


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("#")


def _demand_same(result: str, meant: Any, path: str, statuses: CommentedMap) -> None:
    """Raise InputError where the new text says anything else than what was meant with the new status."""
    for entry in meant["secrets"]:
        if entry["path"] == path:
            entry.pop("status", None)
            if statuses:
                entry["status"] = _plain(statuses)
    if meant != _plain(_load(result)):
        raise InputError(f'"{path}": {_BY_HAND}')


def _plain(data: Any) -> Any:
    match data:
        case dict():
            return {key: _plain(each) for key, each in data.items()}
        case list():
            return [_plain(each) for each in data]
        case _:
            return str(data)
