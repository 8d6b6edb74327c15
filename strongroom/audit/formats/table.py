"""For the screen, and as plain text."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from strongroom.audit.finding import Finding
    from strongroom.audit.report import Report

_COLOURS = {"critical": "bold red", "high": "red", "medium": "yellow", "low": "cyan", "note": "dim"}
_WIDTH = 160


def tables(report: Report) -> Sequence[RenderableType]:
    """One table, worst first, and a summary."""
    if not report.findings:
        return [Text(report.summary)]
    table = Table(show_lines=False, expand=False)
    for heading in ("severity", "rule", "where", "problem and way out"):
        table.add_column(heading, overflow="fold")
    for one in report.findings:
        severity = f"{one.severity.word} (known)" if one.known else one.severity.word
        table.add_row(Text(severity, style=_COLOURS[one.severity.word]), one.rule, where(one), what(one))
    return [table, Text(report.summary)]


def where(one: Finding) -> str:
    """Resource, property, and the line that declares it."""
    lines = [one.resource, one.path, f"{one.place.file}:{one.place.line}" if one.place else ""]
    return "\n".join(line for line in lines if line)


def what(one: Finding) -> str:
    """The problem and the way out."""
    return "\n".join(line for line in (one.problem, f"-> {one.remedy}" if one.remedy else "") if line)


def render(report: Report) -> str:
    """The same as plain text."""
    out = io.StringIO()
    console = Console(file=out, width=_WIDTH, markup=False, highlight=False, color_system=None)
    for table in tables(report):
        console.print(table)
    return out.getvalue()
