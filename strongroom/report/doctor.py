"""What the doctor found, for people and for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

    from strongroom.operations.doctor import Finding

_STYLES = {"ok": "green", "failed": "red", "left out": "dim"}


def as_json(findings: Sequence[Finding], environment: str) -> dict[str, Any]:
    """Every finding, for programs."""
    healthy = not any(finding.state == "failed" for finding in findings)
    return {"environment": environment, "healthy": healthy, "findings": [asdict(finding) for finding in findings]}


def as_table(findings: Sequence[Finding]) -> Iterator[RenderableType]:
    """Every finding, for people."""
    from rich.table import Table
    from rich.text import Text

    table = Table(expand=True)
    for heading in ("examined", "state", "found", "what to do"):
        table.add_column(heading, overflow="fold")
    for one in findings:
        table.add_row(Text(one.name), Text(one.state, style=_STYLES[one.state]), Text(one.found), Text(one.way_out))
    yield table
    count = sum(one.state == "failed" for one in findings)
    yield Text(f"{count} failed" if count else "nothing failed")
