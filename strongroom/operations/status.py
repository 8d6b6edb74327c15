"""Where every delivery stands: what people recorded, held against what the store of record has.

    complete   delivered, as far as is known: recorded as complete and no newer value is in the store; or written by
               the engine, which delivers what it stores in one go
    pending    not there yet, with what is missing
    blocked    waits for something that the catalogue names
    unknown    not measured: the store could not be asked, or nothing here can ask the destination

An entry that is delivered nowhere is a delivery into its store of record.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from strongroom.catalogue.delivery import deliveries_of
from strongroom.catalogue.status import Blocked, Complete, Pending

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, datetime

    from strongroom.catalogue import Catalogue, Delivery, Environment, Secret
    from strongroom.operations.scope import Scope
    from strongroom.stores.contract import Entry

State = Literal["complete", "pending", "blocked", "unknown"]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One delivery on the dashboard (requirements 2.1 to 2.6)."""

    workspace: str
    path: str
    name: str
    environment: Environment
    target: str
    writer: str
    owner: str
    state: State
    at: datetime | None = None  # when it was completed
    stored: datetime | None = None  # when the store of record got the present value
    note: str | None = None
    blocker: Blocked | None = None
    days_overdue: int | None = None
    rotation_due: date | None = None


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What one store of record has; `failure` says why it could not be asked, `asked` whether it was."""

    entries: Mapping[str, Entry]
    failure: str | None = None
    asked: bool = True


RECORDED_ONLY = Measured(entries={}, asked=False)


def standings(
    catalogue: Catalogue,
    scope: Scope,
    measured: Mapping[str, Measured],
    today: date,
    workspace: str | None = None,
) -> list[Standing]:
    """Every delivery of the scope, in the catalogue's order. `measured` has what each workspace's store holds."""
    return [
        standing
        for secret in catalogue.select(scope.rehearses)
        if workspace in (None, secret.workspace)
        for standing in _of(scope, secret, measured[secret.workspace], today)
    ]


def _of(scope: Scope, secret: Secret, measured: Measured, today: date) -> Iterator[Standing]:
    for member in members_of(secret, measured):
        deliveries = [d for d in deliveries_of(member) if d.environment in scope.rehearses]
        for environment in (e for e in member.environments if e in scope.rehearses):
            here: list[Delivery | None] = [d for d in deliveries if d.environment == environment]
            for delivery in here or [None]:
                yield _standing(member, environment, delivery, measured, today)


def members_of(secret: Secret, measured: Measured) -> list[Secret]:
    """A family's members that the store knows; the family itself as long as there is none."""
    if not secret.is_family:
        return [secret]
    found = [member for path in measured.entries if (member := secret.member(path)) is not None]
    return found or [secret]


def _standing(
    secret: Secret, environment: Environment, delivery: Delivery | None, measured: Measured, today: date
) -> Standing:
    recorded = secret.status.get(environment)
    entry = measured.entries.get(secret.derived_from() or secret.path)
    stored = entry.current.created if entry and entry.current else None
    writer = delivery.writer if delivery else "store"
    state, at, note = _judged(secret, recorded, stored, writer, measured)
    blocker = recorded if isinstance(recorded, Blocked) else None
    return Standing(
        workspace=secret.workspace,
        path=secret.path,
        name=delivery.name if delivery else secret.name,
        environment=environment,
        target=delivery.address if delivery else "store of record",
        writer=writer,
        owner=secret.owner,
        state=state,
        at=at,
        stored=stored,
        note=note,
        blocker=blocker,
        days_overdue=blocker.days_overdue(today) if blocker else None,
        rotation_due=secret.rotation_due(environment),
    )


def _judged(
    secret: Secret,
    recorded: Complete | Pending | Blocked | None,
    stored: datetime | None,
    writer: str,
    measured: Measured,
) -> tuple[State, datetime | None, str | None]:
    """State, since when, and what to know about it."""
    note = recorded.note if isinstance(recorded, Pending) else None
    if isinstance(recorded, Blocked):
        return "blocked", None, recorded.reason
    if not measured.asked:
        return ("complete", recorded.at, None) if isinstance(recorded, Complete) else ("pending", None, note)
    if measured.failure is not None:
        return "unknown", None, measured.failure
    if secret.source.origin == "constant":
        return "unknown", None, "configuration from the catalogue, written by the engine; not measured"
    if stored is None:
        missing = "the store has no value yet"
        if isinstance(recorded, Complete):
            missing = f"recorded as complete on {recorded.at:%Y-%m-%d %H:%MZ}, but {missing}"
        return "pending", None, note or missing
    if writer in ("store", "engine"):
        return "complete", stored, None
    if not isinstance(recorded, Complete):
        return "pending", None, note or "in the store, not mirrored yet"
    if stored > recorded.at:
        return "pending", None, f"mirrored on {recorded.at:%Y-%m-%d %H:%MZ}; the store has a newer value"
    return "complete", recorded.at, None
