"""How a value changes, in words: nothing that the pack would take for a secret, and of a document its changed lines."""

from __future__ import annotations

import difflib
import json
from typing import TYPE_CHECKING, Any

from policy.detect.detector import detect

if TYPE_CHECKING:
    from collections.abc import Iterator

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"  # the engine's word for what only an update knows
_LONGEST = 160  # characters of a value that help a reader
_LINES = 8  # of a document's changes
_HIDDEN = "what looks like a secret: not shown"


def of(before: Any, after: Any, name: str) -> tuple[str, ...]:
    """One line `before → after`, or the changed lines of a document, each with + or - before it."""
    if _is_document(before) and _is_document(after):
        changed = list(_changed(_lines(before), _lines(after), name))
        more = [f"and {len(changed) - _LINES} more lines"] if len(changed) > _LINES else []
        return (*changed[:_LINES], *more)
    return (f"{_shown(before, name)} → {_shown(after, name)}",)


def _is_document(value: Any) -> bool:
    """Whether it is better shown by its lines: a list, a map, or a long text."""
    return isinstance(value, (dict, list)) or (isinstance(value, str) and len(value) > _LONGEST)


def _lines(value: Any) -> list[str]:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return str(value).splitlines()
    return json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False).splitlines()


def _changed(before: list[str], after: list[str], name: str) -> Iterator[str]:
    for line in difflib.ndiff(before, after):
        sign, text = line[0], line[2:].strip()
        if sign in "+-" and text.strip("{}[],"):
            yield f"{sign} {_safe(text, name)}"


def _shown(value: Any, name: str) -> str:
    if value is None:
        return "nothing"
    if value == UNKNOWN:
        return "known after the update"
    if isinstance(value, (dict, list)):
        return f"{len(value)} {'keys' if isinstance(value, dict) else 'items'}"
    return _safe(str(value).lower() if isinstance(value, bool) else str(value), name) or "the empty text"


def _safe(text: str, name: str) -> str:
    if detect(text, name):
        return _HIDDEN
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}… ({len(text)} characters)"
