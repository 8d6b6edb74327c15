"""Text that is only text, inside of Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_SPECIAL = "\\`|<>[]*_#"


def cell(text: str) -> str:
    """The text so that no reader of Markdown takes anything in it for markup, on one line."""
    for character in _SPECIAL:
        text = text.replace(character, f"\\{character}")
    return " ".join(text.split())


def row(cells: Iterable[str]) -> str:
    """A line of a table; the cells are Markdown already."""
    return f"| {' | '.join(cells)} |"
