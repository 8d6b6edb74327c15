"""A value in a place that everyone reads: is there a secret in it?

Three ways to tell, from the surest: the engine says that the value is marked secret; its text holds a secret
(`policy.detect`); neither is known yet, and then the leaf is undetermined.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policy.detect.detector import detect
from policy.detect.references import is_placeholder, is_reference
from policy.masking import masked
from policy.rule import Finding
from policy.values import UndeterminedError, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policy.rule import Result, Results

_LAST_KEY = re.compile(r"""(?:^|\.)([^.\[\]"]+)(?:\[\d+\])*$|\["([^"]*)"\](?:\[\d+\])*$""")
_NAMING, _NAMED = ("name", "key", "Name", "Key"), ("value", "Value")


def exposed(value: Value, what_sees_it: str) -> Results:
    """A finding for each leaf that holds a secret. `what_sees_it` ends the sentence "... is handed to"."""
    for leaf, name in named_leaves(value):
        yield from _leaf(leaf, name, what_sees_it)


def held(value: Value) -> Results:
    """A finding for each leaf whose text holds a secret, in a place where a marked one is all right."""
    for leaf, name in named_leaves(value):
        if leaf.unknown and not leaf.secret:
            yield UndeterminedError(leaf.path)
        elif isinstance(leaf.raw, str) and not leaf.secret:
            yield from _in_text(leaf, leaf.raw, name)


def named_leaves(value: Value) -> Iterator[tuple[Value, str]]:
    """Every leaf with the name that it is given to: its key, or its neighbour in `{name: X, value: Y}`."""
    if isinstance(value.raw, dict):
        sibling = _naming(value)
        for key, child in value.raw.items():
            if sibling is not None and key in _NAMED:
                yield child, sibling
            else:
                yield from named_leaves(child)
    elif isinstance(value.raw, tuple):
        for child in value.raw:
            yield from named_leaves(child)
    elif value.present:
        yield value, name_of(value)


def name_of(value: Value) -> str:
    """The last key of a path: `TOKEN` in `environment.variables.TOKEN`."""
    match = _LAST_KEY.search(value.path)
    return (match[1] or match[2] or "") if match else ""


def _naming(value: Value) -> str | None:
    names = [value[key].raw for key in _NAMING]
    return next((name for name in names if isinstance(name, str)), None)


def _leaf(leaf: Value, name: str, what_sees_it: str) -> Iterator[Result]:
    if leaf.secret and not _harmless(leaf):
        yield Finding(leaf, f"{masked(leaf)}, marked secret, is handed to {what_sees_it} in the clear")
    elif leaf.unknown:
        yield UndeterminedError(leaf.path)
    elif isinstance(leaf.raw, str):
        yield from _in_text(leaf, leaf.raw, name)


def _in_text(leaf: Value, text: str, name: str) -> Iterator[Finding]:
    for detection in detect(text, name):
        yield Finding(leaf, f"holds a secret in the clear: {detection}")


def _harmless(leaf: Value) -> bool:
    """Marked secret, as all of an object may be, but only says where something is, or nothing at all."""
    if leaf.unknown:
        return False
    text = leaf.raw
    return not isinstance(text, str) or not text or is_reference(text) or is_placeholder(text)
