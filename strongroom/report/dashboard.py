"""The dashboard as data: what every form of it shows (requirements 2.1 to 2.6).

A section is a workspace with its owners, its overall status and its next rotation; a row is a delivery.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from strongroom.catalogue.source import External

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from strongroom.catalogue import Catalogue, Secret
    from strongroom.catalogue.status import Blocked
    from strongroom.operations.status import Standing

STATES = ("complete", "stale", "pending", "blocked", "unknown", "elsewhere")
WORST_FIRST = ("blocked", "unknown", "stale", "pending", "complete")


@dataclass(frozen=True, kw_only=True)
class Row:
    """One delivery as people read it."""

    standing: Standing
    name: str  # the secret's own, whatever the destination calls it
    remarks: tuple[str, ...]
    rotation_due: date | None
    rotation_overdue: bool

    @property
    def moment(self) -> str:
        """When it was completed, to the minute; empty where it is not."""
        return f"{self.standing.at:%Y-%m-%d %H:%MZ}" if self.standing.at else ""


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How many deliveries are in each state."""

    counts: dict[str, int]

    @classmethod
    def of(cls, rows: Sequence[Row]) -> Tally:
        """Count rows; a state that nobody knew yet comes after the others."""
        found: Counter[str] = Counter(row.standing.state for row in rows)
        order = (*STATES, *sorted(set(found) - set(STATES)))
        return cls(counts={state: found[state] for state in order if found[state]})

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())

    @property
    def overall(self) -> str:
        """The status of the whole: complete only where everything is, else the worst that there is."""
        return next((state for state in WORST_FIRST if self.counts.get(state)), "complete")

    @property
    def sentence(self) -> str:
        """`2 complete, 10 blocked`."""
        return ", ".join(f"{count} {state}" for state, count in self.counts.items()) or "no deliveries"


@dataclass(frozen=True, kw_only=True)
class Section:
    """One workspace."""

    workspace: str
    title: str
    rows: tuple[Row, ...]

    @cached_property
    def tally(self) -> Tally:
        """Its deliveries by state."""
        return Tally.of(self.rows)

    @property
    def owners(self) -> str:
        """Everybody who owns one of the entries."""
        return ", ".join(dict.fromkeys(row.standing.owner for row in self.rows))

    @property
    def next_rotation(self) -> Row | None:
        """The delivery whose value has to change first."""
        rotating = (row for row in self.rows if row.rotation_due)
        return min(rotating, key=lambda row: row.rotation_due or date.max, default=None)


@dataclass(frozen=True, kw_only=True)
class Dashboard:
    """Everything that is known on one day."""

    environment: str
    today: date
    sections: tuple[Section, ...]
    recorded_only: bool = False

    @property
    def rows(self) -> tuple[Row, ...]:
        """The deliveries of all workspaces."""
        return tuple(row for section in self.sections for row in section.rows)

    @cached_property
    def tally(self) -> Tally:
        """All deliveries by state."""
        return Tally.of(self.rows)


def dashboard(
    catalogue: Catalogue, standings: Sequence[Standing], environment: str, today: date, *, recorded_only: bool = False
) -> Dashboard:
    """Arrange what was found by workspace, in the catalogue's order."""
    by_workspace: dict[str, list[Row]] = {}
    for standing in standings:
        by_workspace.setdefault(standing.workspace, []).append(_row(catalogue, standing, today))
    titles = {workspace.workspace: workspace.title for workspace in catalogue.workspaces}
    return Dashboard(
        environment=environment,
        today=today,
        sections=tuple(
            Section(workspace=name, title=titles.get(name, name), rows=tuple(rows))
            for name, rows in by_workspace.items()
        ),
        recorded_only=recorded_only,
    )


def _row(catalogue: Catalogue, standing: Standing, today: date) -> Row:
    secret = catalogue.resolve(standing.path)
    due = standing.rotation_due or (_due_by_store(secret, standing) if secret else None)
    return Row(
        standing=standing,
        name=secret.name if secret else standing.name,
        remarks=(*remarks(standing), *(_companions(secret, standing) if secret else ())),
        rotation_due=due,
        rotation_overdue=due is not None and due < today,
    )


def _due_by_store(secret: Secret, standing: Standing) -> date | None:
    """The day that follows from when the store got the value, where nobody recorded one."""
    if secret.rotation is None or standing.stored is None:
        return None
    return (standing.stored + timedelta(days=secret.rotation.days)).date()


def _companions(secret: Secret, standing: Standing) -> Iterator[str]:
    """What has to be made in the same step, as long as it is not done (2.5)."""
    if isinstance(secret.source, External) and secret.source.together_with and standing.state != "complete":
        yield f"generated with {secret.source.together_with}"


def remarks(standing: Standing) -> Iterator[str]:
    """What stands in the way, or what to know, in short phrases."""
    if standing.blocker:
        yield from _waits_for(standing.blocker)
        if standing.days_overdue:
            yield f"{standing.days_overdue} day{'s' if standing.days_overdue != 1 else ''} overdue"
    elif standing.note:
        yield standing.note


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
