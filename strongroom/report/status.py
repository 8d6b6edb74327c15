"""The dashboard of deliveries, as JSON and as a table."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

    from strongroom.catalogue.status import Blocked
    from strongroom.operations.status import Standing, State

_STYLES: dict[State, str] = {"complete": "green", "pending": "yellow", "blocked": "red", "unknown": "magenta"}


def as_json(standings: Sequence[Standing], environment: str, today: date) -> dict[str, Any]:
    """Everything that is known, for programs."""
    return {
        "environment": environment,
        "as_of": today.isoformat(),
        "summary": dict(Counter(standing.state for standing in standings)),
        "deliveries": [_plain(standing) for standing in standings],
    }


def _plain(standing: Standing) -> dict[str, Any]:
    facts = {key: _scalar(fact) for key, fact in asdict(standing).items() if key != "blocker"}
    blocker = standing.blocker
    facts["blocker"] = blocker.model_dump(mode="json", exclude={"state"}, exclude_defaults=True) if blocker else None
    return facts


def _scalar(fact: Any) -> Any:
    if isinstance(fact, datetime):
        return fact.isoformat(timespec="seconds")
    return fact.isoformat() if isinstance(fact, date) else fact


def as_table(standings: Sequence[Standing], environment: str, today: date) -> Iterator[RenderableType]:
    """A table for each workspace (2.1: secret, path, target, status, blocker), and a line that sums up."""
    from rich.table import Table
    from rich.text import Text

    workspaces = dict.fromkeys(standing.workspace for standing in standings)
    for workspace in workspaces:
        mine = [standing for standing in standings if standing.workspace == workspace]
        owners = ", ".join(dict.fromkeys(standing.owner for standing in mine))
        table = Table(
            title=f"{workspace} (environment: {environment}) on {today}, owner {owners}",
            title_justify="left",
            expand=True,
        )
        for heading in ("secret", "path", "target", "status", "blocker or note"):
            table.add_column(heading, overflow="fold")
        for standing in mine:
            state = Text(f"{standing.state}{_moment(standing)}", style=_STYLES[standing.state])
            table.add_row(
                Text(standing.name),
                Text(standing.path),
                Text(standing.target),
                state,
                Text("; ".join(remarks(standing))),
            )
        yield table
    counts = Counter(standing.state for standing in standings)
    yield Text(", ".join(f"{counts[state]} {state}" for state in _STYLES if counts[state]) or "no deliveries")


def _moment(standing: Standing) -> str:
    return f" {standing.at:%Y-%m-%d %H:%MZ}" if standing.at else ""


def remarks(standing: Standing) -> Iterator[str]:
    """What stands in the way, or what to know, in short phrases."""
    if standing.blocker:
        yield from _waits_for(standing.blocker)
        if standing.days_overdue:
            yield f"{standing.days_overdue} day{'s' if standing.days_overdue != 1 else ''} overdue"
    elif standing.note:
        yield standing.note
    if standing.rotation_due:
        yield f"rotation due {standing.rotation_due}"


def _waits_for(blocker: Blocked) -> Iterator[str]:
    if blocker.ticket:
        yield blocker.ticket
    if blocker.escalation:
        yield f"escalated to {blocker.escalation}"
    if blocker.approval:
        yield f"approval: {blocker.approval}"
    if blocker.health_check:
        yield f"health check: {blocker.health_check}"
    if blocker.needs:
        yield f"needs {', '.join(blocker.needs)}"
    if blocker.reason:
        yield blocker.reason
