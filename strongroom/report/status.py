"""The dashboard of deliveries, as JSON and as a table."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType
    from rich.table import Table

    from strongroom.report.dashboard import Dashboard, Row, Section

_STYLES = {
    "complete": "green",
    "stale": "blue",
    "pending": "yellow",
    "blocked": "red",
    "unknown": "magenta",
    "elsewhere": "dim",
}
HEADINGS = ("secret", "path", "target", "status", "blocker or note")


def as_json(dashboard: Dashboard) -> dict[str, Any]:
    """Everything that is known, for programs."""
    return {
        "environment": dashboard.environment,
        "as_of": dashboard.today.isoformat(),
        "overall": dashboard.tally.overall,
        "summary": dashboard.tally.counts,
        "workspaces": [_summed(section) for section in dashboard.sections],
        "deliveries": [_plain(row) for row in dashboard.rows],
    }


def _summed(section: Section) -> dict[str, Any]:
    due = section.next_rotation
    return {
        "workspace": section.workspace,
        "owners": section.owners,
        "overall": section.tally.overall,
        "summary": section.tally.counts,
        "next_rotation": {"path": due.standing.path, "due": _scalar(due.rotation_due)} if due else None,
    }


def _plain(row: Row) -> dict[str, Any]:
    facts = {key: _scalar(fact) for key, fact in asdict(row.standing).items() if key != "blocker"}
    blocker = row.standing.blocker
    facts["blocker"] = blocker.model_dump(mode="json", exclude={"state"}, exclude_defaults=True) if blocker else None
    return facts | {"secret": row.name, "remarks": list(row.remarks), "rotation_due": _scalar(row.rotation_due)}


def _scalar(fact: Any) -> Any:
    if isinstance(fact, datetime):
        return fact.isoformat(timespec="seconds")
    return fact.isoformat() if isinstance(fact, date) else fact


def as_table(dashboard: Dashboard) -> Iterator[RenderableType]:
    """A table for each workspace (2.1: date, owner, overall status; secret, path, target, status, blocker)."""
    from rich.text import Text

    for section in dashboard.sections:
        yield _table(section, dashboard)
        yield Text(f"{section.workspace}: {section.tally.overall} ({section.tally.sentence}){_next(section)}\n")
    yield Text(dashboard.tally.sentence)


def _table(section: Section, dashboard: Dashboard) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table(
        title=f"{section.workspace} (environment: {dashboard.environment}) on {dashboard.today},"
        f" owner {section.owners}, overall {section.tally.overall}",
        title_justify="left",
        expand=True,
    )
    for heading in HEADINGS:
        table.add_column(heading, overflow="fold")
    for row in section.rows:
        standing = row.standing
        state = Text(f"{standing.state} {row.moment}".strip(), style=_STYLES.get(standing.state, ""))
        table.add_row(*map(Text, (row.name, standing.path, standing.target)), state, Text("; ".join(_notes(row))))
    return table


def _notes(row: Row) -> Iterator[str]:
    yield from row.remarks
    if row.rotation_due:
        yield f"rotation {'over' if row.rotation_overdue else ''}due {row.rotation_due}"


def _next(section: Section) -> str:
    due = section.next_rotation
    return f"; next rotation due {due.rotation_due}: {due.standing.path}" if due else ""
