"""When a value has to change: so many days after it was made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

REMINDER = timedelta(days=14)  # before the day, for people to act in
STUCK = timedelta(days=1)  # Secrets Manager has given up by then


@dataclass(frozen=True, kw_only=True)
class Due:
    """The day of one secret, seen from now."""

    left: timedelta

    @property
    def is_overdue(self) -> bool:
        """The day is past."""
        return self.left < timedelta(0)

    @property
    def is_near(self) -> bool:
        """The day comes within the reminder's time."""
        return not self.is_overdue and self.left <= REMINDER

    @property
    def days(self) -> int:
        """Whole days that are left; negative: since the day."""
        return self.left.days if not self.is_overdue else -(-self.left).days


def due(made: datetime | None, days: int | None, now: datetime) -> Due | None:
    """The due day of a value made at `made` that has to change every `days`; None where either is unknown."""
    if made is None or days is None:
        return None
    return Due(left=made + timedelta(days=days) - now)
