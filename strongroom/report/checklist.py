"""A list of what was looked at: how it stands, what was found, and the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.table import Table

_STYLES = {
    "ok": "green",
    "passed": "green",
    "holds": "green",
    "failed": "red",
    "does not hold": "red",
    "open": "yellow",
    "not looked at": "yellow",
    "left out": "dim",
}


class Line(Protocol):
    """One thing that was looked at."""

    @property
    def name(self) -> str:
        """What."""

    @property
    def state(self) -> str:
        """How it stands."""

    @property
    def found(self) -> str:
        """What there is."""

    @property
    def way_out(self) -> str:
        """What to do; empty where nothing has to be done."""


def table(heading: str, lines: Iterable[Line]) -> Table:
    """A line each; `heading` is what the first column lists."""
    from rich.table import Table
    from rich.text import Text

    table = Table(expand=True)
    for column in (heading, "state", "found", "what to do"):
        table.add_column(column, overflow="fold")
    for one in lines:
        table.add_row(Text(one.name), Text(one.state, style=_STYLES[one.state]), Text(one.found), Text(one.way_out))
    return table
