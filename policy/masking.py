"""What a message may show: never a value that could be a secret."""

from __future__ import annotations

from policy.values import Value

_LONGEST = 80


def quoted(value: Value | str) -> str:
    """A value as a message may show it: in quotes, or masked where it is marked secret."""
    if isinstance(value, Value):
        if value.secret or not isinstance(value.raw, str):
            return masked(value)
        value = value.raw
    shown = value if len(value) <= _LONGEST else f"{value[:_LONGEST]}..."
    return f'"{shown}"'


def masked(value: Value) -> str:
    """A value told by its kind and length only."""
    if value.unknown:
        return "a value that can't be read here" if value.secret else "a value that is not known yet"
    if isinstance(value.raw, str):
        return f"a text of {len(value.raw)} characters"
    return "a value"
