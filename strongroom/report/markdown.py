"""Text that is only text, inside of Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_SPECIAL = re.compile(r"[\\`|<>\[\]*_#~&$]")  # with GitHub's own: strikethrough, entities, formulas
_ADDRESS = re.compile(r"(?<=:)(?=//)|(?<=www)(?=\.)", re.IGNORECASE)  # where a reader would make a link of it unasked
_FENCES = re.compile("`+")


def cell(text: str) -> str:
    """The text so that no reader of Markdown takes anything in it for markup or a link, on one line."""
    return " ".join(_ADDRESS.sub(r"\\", _SPECIAL.sub(r"\\\g<0>", text)).split())


def code(text: str) -> str:
    """The text as code, on one line and within one cell of a table."""
    line = " ".join(text.split()).replace("|", "\\|")
    fence = "`" * (1 + max(map(len, _FENCES.findall(line)), default=0))
    room = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{room}{line}{room}{fence}" if line else ""


def row(cells: Iterable[str]) -> str:
    """A line of a table; the cells are Markdown already."""
    return f"| {' | '.join(cells)} |"
