"""Lists in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_FEW = 3


def some(lines: Sequence[str]) -> str:
    """The first few of them, and how many more there are."""
    more = len(lines) - _FEW
    return " | ".join(lines[:_FEW]) + (f" and {more} more" if more > 0 else "")
