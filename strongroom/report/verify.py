"""What a verification found, and the chain of one entry: for people and for programs. Never with a value."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from strongroom.report.mirror import left_out

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

    from strongroom.operations.verify import Finding
    from strongroom.operations.verify_trace import Link

_QUIET = ("same", "present", "elsewhere", "unsupported")  # summed up, not listed
_STYLES = {"blocked": "yellow", "unknown": "magenta"}
_LINKS = {"ok": "green", "broken": "red", "waiting": "yellow", "unknown": "magenta"}


def findings_json(findings: Sequence[Finding], environment: str) -> dict[str, Any]:
    """Every finding, for programs."""
    return {
        "environment": environment,
        "summary": dict(Counter(finding.state for finding in findings)),
        "findings": [
            {
                "path": finding.path,
                "address": finding.address,
                "kind": finding.key.kind,
                "environment": finding.environment,
                "state": finding.state,
                "reason": finding.reason or None,
            }
            for finding in findings
        ],
    }


def findings_table(findings: Sequence[Finding]) -> Iterator[RenderableType]:
    """All that is not as it should be, for people, and a line that sums up."""
    from rich.table import Table
    from rich.text import Text

    table = Table(expand=True)
    for title in ("path", "destination", "found", "what to know"):
        table.add_column(title, overflow="fold")
    for finding in findings:
        if finding.state not in _QUIET:
            state = Text(finding.state, style=_STYLES.get(finding.state, "red"))
            table.add_row(Text(finding.path or "-"), Text(finding.address), state, Text(finding.reason))
    if table.row_count:
        yield table
    counts = Counter(finding.state for finding in findings)
    yield Text(", ".join(f"{number} {state}" for state, number in counts.most_common()) or "nothing to verify")
    yield from left_out((finding.state, finding.address) for finding in findings)


def links_json(links: Sequence[Link], path: str, environment: str) -> dict[str, Any]:
    """The chain of an entry, for programs."""
    shown = [{"step": one.step, "place": one.place, "state": one.state, "detail": one.detail} for one in links]
    return {"path": path, "environment": environment, "chain": shown}


def links_table(links: Sequence[Link]) -> Iterator[RenderableType]:
    """The chain of an entry, for people, from the catalogue to the last destination."""
    from rich.table import Table
    from rich.text import Text

    table = Table(expand=True)
    for title in ("step", "where", "", "how it stands"):
        table.add_column(title, overflow="fold")
    for one in links:
        table.add_row(Text(one.step), Text(one.place), Text(one.state, style=_LINKS[one.state]), Text(one.detail))
    yield table
