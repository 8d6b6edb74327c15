"""What can be wrong with a file as YAML, in our words."""

from __future__ import annotations

import re
from typing import Any

import yaml
from yaml import CSafeLoader

from strongroom.catalogue.problem import Problem

_FIRST_LINE = "start it with `workspace: <name>`; docs/catalogue.md shows a whole file"


def too_large(file: str, size: int, limit: int) -> Problem:
    """A file that nobody reads any more."""
    megabytes = f"{size / 2**20:.1f} MB, over {limit // 2**20} MB"
    return Problem(file=file, line=1, message=f"the file is too large: {megabytes}", remedy="split the workspace")


def unreadable(file: str, error: OSError) -> Problem:
    """A file that the system does not give us."""
    reason = (error.strerror or type(error).__name__).lower()
    return Problem(file=file, line=1, message=f"can't be read: {reason}", remedy="look at the file's owner and mode")


def not_utf8(file: str, content: bytes, error: UnicodeDecodeError) -> Problem:
    """Bytes that are no UTF-8."""
    before = content[: error.start]
    line = before.count(b"\n") + 1
    column = len(before.rsplit(b"\n", 1)[-1].decode()) + 1
    byte = f"byte 0x{content[error.start]:02x} in column {column}"
    return Problem(file=file, line=line, message=f"not UTF-8: {byte}", remedy="save the file as UTF-8")


def too_deep(file: str, line: int, limit: int) -> Problem:
    """Nesting that no entry needs."""
    return Problem(
        file=file, line=line, message=f"nested deeper than {limit} levels", remedy="no entry needs more than six"
    )


def empty(file: str) -> Problem:
    """A file without content."""
    return Problem(file=file, line=1, message="the file is empty", remedy=_FIRST_LINE)


def not_a_mapping(file: str, line: int) -> Problem:
    """A list or a text where a workspace has to be."""
    return Problem(file=file, line=line, message="not a workspace: its content is not a mapping", remedy=_FIRST_LINE)


def duplicate_key(file: str, line: int, name: str) -> Problem:
    """A key that stands twice in one mapping."""
    return Problem(file=file, line=line, message=f'the key "{name}" stands here twice', remedy="remove one of them")


def ambiguous(file: str, line: int, word: str) -> Problem:
    """`no`, `on` and the like without quotes."""
    meaning = "true" if word.lower() in ("yes", "on") else "false"
    return Problem(
        file=file,
        line=line,
        message=f"{word} without quotes is {meaning} to some readers and a word to others",
        remedy=f'write {meaning}, or "{word}" in quotes',
    )


def tag(file: str, line: int, name: str) -> Problem:
    """A YAML tag."""
    shown = name.replace("tag:yaml.org,2002:", "!!")
    return Problem(file=file, line=line, message=f"the tag {shown} is not allowed", remedy="write the plain value")


def key(file: str, line: int, node: yaml.Node) -> Problem:
    """A key that is not text."""
    if isinstance(node, yaml.ScalarNode):
        shown, remedy = f"the key {node.value or 'null'} is not text", f'put it in quotes: "{node.value}"'
    else:
        shown, remedy = "a key is a list or a mapping", "use a word as the key"
    return Problem(file=file, line=line, message=shown, remedy=remedy)


def anchor(content: bytes, file: str) -> Problem | None:
    """The first anchor of a file, read from its events, so that a bomb is never composed."""
    loader = CSafeLoader(content)
    try:
        while loader.check_event():
            event = loader.get_event()
            if isinstance(event, yaml.NodeEvent) and event.anchor is not None:
                return Problem(
                    file=file,
                    line=_line(event.start_mark),
                    message=f"anchors and aliases (&{event.anchor}) are not allowed",
                    remedy="write the value out, or name a place under `places` and use it by name",
                )
    except yaml.YAMLError:
        return None  # the same error comes again where the file is composed, and is told there
    finally:
        loader.dispose()
    return None


def merge(file: str, line: int) -> Problem:
    """A `<<` key."""
    return Problem(
        file=file, line=line, message="merges (<<) are not allowed", remedy="write the fields out, or name a place"
    )


def not_yaml(error: yaml.YAMLError, content: bytes, file: str) -> Problem:
    """An error of the parser."""
    said = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "can't be read")
    mark = getattr(error, "problem_mark", None)
    lines = _LINE_BREAK.split(content.decode().rstrip())
    line = min(_line(mark) if mark is not None else _line_of_position(error, content), len(lines))
    if "cannot start any token" in said:
        return _odd_character(file, line, _character(lines, mark))
    context = str(getattr(error, "context", None) or "")
    for form, message, remedy, at_start in _PARSER_SAYS:
        if re.search(form, f"{context}: {said}"):
            start = getattr(error, "context_mark", None) if at_start else None
            return Problem(file=file, line=_line(start) if start else line, message=message, remedy=remedy)
    return Problem(file=file, line=line, message=f"not YAML: {said}", remedy="look at the indentation and the quotes")


def _character(lines: list[str], mark: Any) -> str:
    return lines[mark.line][mark.column : mark.column + 1] if mark is not None and mark.line < len(lines) else ""


def _odd_character(file: str, line: int, character: str) -> Problem:
    if character == "\t":
        return Problem(file=file, line=line, message="a tab is no indentation in YAML", remedy="use spaces")
    shown = f"a text can't start with {character}" if character else "a text starts with an odd character"
    return Problem(file=file, line=line, message=shown, remedy="put the text in quotes")


_LINE_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")  # YAML's
_ALIGN = "line it up with the lines above"
_PARSER_SAYS = (  # what libyaml says; what it means; the way out; whether the line is where the thing began
    ("tab character", "a tab is no indentation in YAML", "use spaces", False),
    ("expected a single document", "a second document (---)", "use one file a workspace", False),
    ("undefined alias", "anchors and aliases are not allowed", "put a text that starts with * in quotes", False),
    ("mapping values are not allowed", "a second colon where one is expected", "put the text in quotes", False),
    ("quoted scalar: found unexpected end", "a quote is not closed", "close it", True),
    ("flow (mapping|sequence): did not find", "a bracket is not closed, or a comma is missing", "close it", True),
    ("expected ':'", "a key without a colon", "write key: value", True),
    (
        "expected ('-' indicator|key|<block end>)|block (mapping|collection)",
        "the indentation does not fit",
        _ALIGN,
        False,
    ),
    ("control characters", "a control character", "take it out", False),
)


def _line(mark: Any) -> int:  # the C parser has a class of marks of its own
    return 1 if mark is None else mark.line + 1


def _line_of_position(error: yaml.YAMLError, content: bytes) -> int:
    position = getattr(error, "position", None)
    return content[:position].count(b"\n") + 1 if isinstance(position, int) else 1
