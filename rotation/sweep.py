"""What happens between rotations, hourly: old credentials go, and people are told what is due.

Of each secret: where its grace is over, the old credential is taken out of use; where its value is due within 14 days,
overdue, or its rotation stuck for a day, that is logged with the owner's name and counted (`rotation.telemetry`).

A sweep and a rotation never work on one secret at once. The sweep puts its mark on a version and looks for a rotation
then; a rotation registers its version and looks for the mark then: one of the two sees the other and steps back. A
mark that a killed sweep left is ignored after 15 minutes, and removed by the next.
"""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rotation import due, labels, settings, steps
from rotation.entry import Description, Entry
from rotation.errors import RotationError, StepFailedError, unexpected
from rotation.telemetry import count, emit, logger

if TYPE_CHECKING:
    from datetime import datetime

    from rotation.event import SweepEvent
    from rotation.services import Services
    from rotation.strategies.contract import Strategy

_COUNTED = {"due": "RotationDue", "overdue": "RotationOverdue", "stuck": "RotationStuck"}


@dataclass
class Report:
    """What a sweep found and did: names by finding."""

    found: dict[str, list[str]] = field(
        default_factory=lambda: {"retired": [], "due": [], "overdue": [], "stuck": [], "failed": []}
    )
    worst: int = 0  # days overdue

    def note(self, finding: str, name: str) -> None:
        """Add one."""
        self.found[finding].append(name)


@dataclass(frozen=True, kw_only=True)
class Sweep:
    """A sweep of one strategy's secrets."""

    name: str
    strategy: Strategy
    services: Services
    report: Report = field(default_factory=Report)

    def over(self, secret_id: str) -> None:
        """Look after one secret."""
        entry = Entry(self.services.secrets, secret_id)
        seen = entry.describe()
        if seen.labels.current is None:
            return
        if seen.labels.bears(seen.labels.current, labels.PENDING):
            # A rotation was cut off at its last call. Here the label blocks nothing; left on a version that is no
            # longer current, it would block the next rotation, or have this version made current again.
            entry.move(labels.PENDING, away_from=seen.labels.current)
        made = entry.created(seen.labels.current)
        self._remind(seen, made)
        if seen.labels.pending is not None:
            begun = entry.created(seen.labels.pending)
            if begun and self.services.now() - begun > due.STUCK:
                self.report.note("stuck", seen.name)
                logger.warning("a rotation is stuck", extra=self._facts(seen) | {"token": seen.labels.pending})
            return
        if self._retire(entry, seen, made):
            self.report.note("retired", seen.name)
            count("CredentialRetired", strategy=self.name)
            logger.info("the old credential was taken out of use", extra=self._facts(seen))

    def _remind(self, seen: Description, made: datetime | None) -> None:
        coming = due.due(made, settings.of(seen.tags).days or seen.days, self.services.now())
        if coming and (coming.is_overdue or coming.is_near):
            finding = "overdue" if coming.is_overdue else "due"
            self.report.note(finding, seen.name)
            self.report.worst = max(self.report.worst, -coming.days)
            logger.warning(f"rotation {finding}", extra=self._facts(seen) | {"days_left": coming.days})

    def _facts(self, seen: Description) -> dict[str, Any]:
        return {"secret": seen.name, "owner": seen.tags.get("Owner", "nobody"), "strategy": self.name}

    def _retire(self, entry: Entry, seen: Description, made: datetime | None) -> bool:
        previous = seen.labels.previous
        if not self.strategy.has_grace or previous is None or seen.labels.bears(previous, labels.RETIRED):
            return False
        now = self.services.now()
        if now < _since(seen, made) + settings.of(seen.tags).grace:
            return False
        if seen.labels.is_being_retired(now, steps.SWEEP_LIMIT):
            return False
        mark = labels.retiring(now)
        for old, version in seen.labels.retiring().items():  # of sweeps that were killed
            entry.move(old, away_from=version)
        if not entry.move(mark, to=previous):
            return False
        try:
            marked = entry.describe()
            if marked.labels.pending is not None or marked.labels.current != seen.labels.current:
                return False  # a rotation was quicker
            return self._take_out(entry, marked)
        finally:
            entry.move(mark, away_from=previous)

    def _take_out(self, entry: Entry, seen: Description) -> bool:
        current = str(seen.labels.current)
        change = steps.change_of(entry, seen, self.services, token=current, new=None)
        retires = self.strategy.retires(change)
        reduced = self.strategy.retire(change) if retires else None
        if reduced is not None:
            self._publish(entry, current, reduced)
        after = entry.describe().labels
        entry.move(labels.RETIRED, to=after.previous, away_from=after.holder(labels.RETIRED))
        return retires

    def _publish(self, entry: Entry, current: str, value: str) -> None:
        """Make a value current that follows from the current one alone; its version's id does too."""
        version = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{labels.REDUCED} {current}"))
        entry.put(version, value, labels.REDUCED)
        entry.make_current(version, instead_of=current)
        entry.move(labels.REDUCED, away_from=version)


def _since(seen: Description, made: datetime | None) -> datetime:
    """When the current version became current; never earlier than that, as the grace is counted from here."""
    if made and seen.rotated and seen.rotated >= made:
        return seen.rotated
    return seen.changed


def run(name: str, strategy: Strategy, event: SweepEvent, services: Services) -> dict[str, Any]:
    """Sweep every secret of the event; where one fails the others go on, and the sweep fails at its end."""
    sweep = Sweep(name=name, strategy=strategy, services=services)
    for secret_id in event.secret_ids:
        try:
            sweep.over(secret_id)
        except Exception as error:  # noqa: BLE001 - one secret's fault stops none of the others
            told = error if isinstance(error, RotationError) else unexpected(error)
            sweep.report.note("failed", secret_id)
            logger.error(told.problem, extra={"secret": secret_id, "strategy": name, "way_out": told.way_out})
            count("RotationFailed", strategy=name, step="sweep")
    found = sweep.report.found
    counts = Counter({metric: len(found[finding]) for finding, metric in _COUNTED.items()})
    emit({**counts, "RotationOverdueDays": sweep.report.worst}, {"strategy": name})
    if found["failed"]:
        raise StepFailedError(f"sweep: {len(found['failed'])} of {len(event.secret_ids)} secrets failed; see the log")
    return {"checked": len(event.secret_ids), **found}
