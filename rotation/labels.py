"""The staging labels of a secret's versions, and what they say about a rotation."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, timedelta

CURRENT, PENDING, PREVIOUS = "AWSCURRENT", "AWSPENDING", "AWSPREVIOUS"
RETIRED = "strongroom-retired"  # the version whose credential was taken out of use last
REDUCED = "strongroom-reduced"  # a key set without its retired keys, on its way to become current
_RETIRING = "strongroom-retiring-"  # when the sweep began (seconds since 1970), and what tells it from a twin


@dataclass(frozen=True)
class Labels:
    """Version ids by label."""

    versions: Mapping[str, tuple[str, ...]]

    def holder(self, label: str) -> str | None:
        """The version that bears a label."""
        return next((version for version, labels in self.versions.items() if label in labels), None)

    @property
    def current(self) -> str | None:
        """The version that clients read."""
        return self.holder(CURRENT)

    @property
    def previous(self) -> str | None:
        """The one before."""
        return self.holder(PREVIOUS)

    @property
    def pending(self) -> str | None:
        """The version of a rotation under way; None also where it has become current."""
        holder = self.holder(PENDING)
        return None if holder == self.current else holder

    def bears(self, version: str, label: str) -> bool:
        """Whether a version bears a label."""
        return label in self.versions.get(version, ())

    def retiring(self) -> dict[str, str]:
        """The marks of sweeps under way, and the version that each is on."""
        return {
            label: version
            for version, labels in self.versions.items()
            for label in labels
            if label.startswith(_RETIRING)
        }

    def is_being_retired(self, now: datetime, limit: timedelta) -> bool:
        """Whether a sweep is at work now; one that began longer ago than `limit` was killed."""
        begun = [int(label.removeprefix(_RETIRING).partition("-")[0]) for label in self.retiring()]
        return any(now.timestamp() - moment < limit.total_seconds() for moment in begun)


def retiring(now: datetime) -> str:
    """The mark of a sweep that begins now."""
    return f"{_RETIRING}{int(now.timestamp())}-{secrets.token_hex(4)}"
