"""What a request did, whole: why, who agreed, what was read, how it ended, and what to change now because of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from strongroom.catalogue import Catalogue, Secret


_WITHIN = timedelta(seconds=2)  # an end is written down to the second, and then carried out


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """A request as the function keeps it, what the audit log says was done, and the commands that follow from it.

    `events` is None where the audit log could not be read: nothing is known of what was read then.
    """

    request: Mapping[str, Any]
    events: Sequence[Mapping[str, Any]] | None
    commands: Sequence[str]

    @property
    def read(self) -> list[str]:
        """Entries whose values were given out, each once."""
        return sorted({one["entry"] for one in self.events or () if _gave(one)})

    @property
    def late(self) -> list[Mapping[str, Any]]:
        """Readings after the end was written down: somebody had a copy of the way in, and hid it."""
        end = self.request.get("end")
        if not end:
            return []
        over = datetime.fromisoformat(end["at"]) + _WITHIN
        return [one for one in self.events or () if _gave(one) and datetime.fromisoformat(one["time"]) > over]

    def as_json(self) -> dict[str, Any]:
        """Everything, for programs."""
        return {
            **self.request,
            "events": self.events,
            "read": self.read,
            "late": self.late,
            "to_do": list(self.commands),
        }


def evidence(
    catalogue: Catalogue, environment: str, request: Mapping[str, Any], events: Sequence[Mapping[str, Any]] | None
) -> Evidence:
    """The evidence, with what to do about each value that somebody has seen."""
    read = sorted({one["entry"] for one in events or () if _gave(one)})
    commands = [to_change(catalogue.resolve(path), path, environment) for path in read]
    return Evidence(request=request, events=events, commands=commands)


def to_change(secret: Secret | None, path: str, environment: str) -> str:
    """The command that replaces a value which somebody has seen."""
    rotates = secret is not None and secret.rotation is not None and secret.rotation.strategy != "manual"
    verb = "rotate" if rotates else "put"
    return f"strongroom {verb} {path} --environment {environment}"


def _gave(event: Mapping[str, Any]) -> bool:
    return bool(event["entry"]) and event["operation"] == "read" and not event["error"]
