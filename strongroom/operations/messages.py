"""Coordination messages from the data (requirement 2.8): what stands where, and what is needed from whom.

A topic of the catalogue becomes a message as long as one of its deliveries is not complete; the list's order is the
order of priority. Nothing in a message was written by hand, so nothing in it is out of date.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from strongroom.catalogue.source import Derived, External, Supplied

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from strongroom.catalogue import Catalogue, Secret, Workspace
    from strongroom.catalogue.workspace import Topic
    from strongroom.operations.status import Standing


@dataclass(frozen=True, kw_only=True)
class Need:
    """One thing that has to happen, and the names that wait for it."""

    what: str
    names: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Message:
    """What to tell an audience today."""

    priority: int  # 1 is the most urgent
    workspace: str
    topic: str
    audience: str
    day: date
    standings: tuple[Standing, ...]
    needs: tuple[Need, ...]
    patterns: tuple[str, ...]

    @property
    def summary(self) -> str:
        """`2 of 6 complete, 4 blocked`."""
        counts = Counter(standing.state for standing in self.standings)
        rest = [f"{counts[state]} {state}" for state in ("blocked", "stale", "pending", "unknown") if counts[state]]
        return ", ".join([f"{counts['complete']} of {len(self.standings)} complete", *rest])

    @property
    def days_overdue(self) -> int:
        """Of the delivery that waits longest; 0 where none is late."""
        return max((standing.days_overdue or 0 for standing in self.standings), default=0)


def messages(
    catalogue: Catalogue, standings: Sequence[Standing], today: date, workspace: str | None = None
) -> Iterator[Message]:
    """The messages that are due, in their order of priority; a topic that is complete needs none."""
    priority = 0
    for owner in catalogue.workspaces:
        for topic in owner.messages if workspace in (None, owner.workspace) else ():
            priority += 1
            about = tuple(one for one in standings if any(_covers(pattern, one.path) for pattern in topic.secrets))
            if any(one.state != "complete" for one in about):
                yield _message(catalogue, owner, topic, about, today=today, priority=priority)


def _covers(pattern: str, path: str) -> bool:
    return pattern == path or fnmatchcase(path, pattern)


def _message(
    catalogue: Catalogue, owner: Workspace, topic: Topic, about: tuple[Standing, ...], *, today: date, priority: int
) -> Message:
    waiting: dict[str, list[str]] = {}
    for standing in about:
        secret = catalogue.resolve(standing.path)
        if standing.state == "complete" or secret is None:
            continue
        for what in _needs(catalogue, owner, secret, standing):
            waiting.setdefault(what, []).append(secret.name)
    return Message(
        priority=priority,
        workspace=owner.workspace,
        topic=topic.topic,
        audience=topic.audience,
        day=today,
        standings=about,
        needs=tuple(Need(what=what, names=tuple(dict.fromkeys(names))) for what, names in waiting.items()),
        patterns=topic.secrets,
    )


def _needs(catalogue: Catalogue, owner: Workspace, secret: Secret, standing: Standing) -> Iterator[str]:
    """What has to happen before this delivery is complete."""
    blocker = standing.blocker
    if blocker is None:
        yield _next_step(secret, standing)
        return
    if blocker.ticket:
        escalated = f", escalated to {blocker.escalation}" if blocker.escalation else ""
        late = f", {standing.days_overdue} days overdue" if standing.days_overdue else ""
        yield f"{blocker.ticket} is done{escalated}{late}: please say by when"
    if blocker.approval:
        gate = owner.gates.get(blocker.approval)
        who = f" Approval by {' and '.join(gate.approvers)}: please say yes or no." if gate else ""
        yield f"the gate {blocker.approval} opens: {gate.description if gate else blocker.approval}{who}"
    if blocker.health_check:
        yield f"the health check passes: {blocker.health_check}"
    for path in blocker.needs:
        first = catalogue.resolve(path)
        yield f"{first.name if first else path} is there first ({path})"
    if blocker.reason:
        yield blocker.reason


def _next_step(secret: Secret, standing: Standing) -> str:
    """What somebody does next for a value that nothing blocks."""
    if standing.state == "unknown":
        return "it is known how it stands: somebody who may ask the store runs strongroom status"
    match secret.source:
        case Derived(secret=origin) if standing.stored is None:
            return f"the value of {origin} is stored: its parts are computed from it"
        case Supplied(where=where) if standing.stored is None:
            return f"whoever sees {where} gives the value: strongroom put {secret.path}"
        case External(where=where, system=system) if standing.stored is None:
            return f"{where or system} gives the value: strongroom put {secret.path}"
        case _ if standing.stored is None and secret.has_record:
            return "pulumi up makes the value"
        case _:
            return f"the value is mirrored to {standing.target.rpartition('/')[0] or standing.target}"
