"""Where every delivery stands: what was measured at its destination, else what people recorded, held against the store.

    complete   delivered: seen at its destination with the store's present value; or recorded as complete, and no newer
               value is in the store; or written by the engine, which delivers what it stores in one go
    stale      delivered once, and no longer what it should be: the store has a newer value, or somebody changed it
    pending    not there yet, with what is missing
    blocked    waits for something that the catalogue names
    unknown    not measured: the store or the destination could not be asked
    elsewhere  a file on developers' machines, and this one has none

An entry that is delivered nowhere is a delivery into its store of record. A rehearsal stands for both environments of
the catalogue: where they share a place, it is shown once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from strongroom.catalogue.delivery import deliveries_of
from strongroom.catalogue.status import Blocked, Complete, Pending

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from strongroom.catalogue import Catalogue, Delivery, Environment, Secret
    from strongroom.operations.scope import Scope
    from strongroom.stores.contract import Entry

State = Literal["complete", "stale", "pending", "blocked", "unknown", "elsewhere"]


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


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """What was measured at a destination: how it stands there, and when it was delivered."""

    state: Literal["complete", "stale", "pending", "unknown", "elsewhere"]
    at: datetime | None
    note: str | None = None


RECORDED_ONLY = Measured(entries={}, asked=False)


def standings(
    catalogue: Catalogue,
    scope: Scope,
    measured: Mapping[str, Measured],
    today: date,
    workspace: str | None = None,
    *,
    arrivals: Mapping[str, Arrival] | None = None,
) -> list[Standing]:
    """Every delivery of the scope, in the catalogue's order.

    `measured` has what each workspace's store holds, `arrivals` what was measured at destinations, by address.
    """
    survey = _Survey(scope, today, arrivals or {})
    return [
        standing
        for secret in catalogue.select(scope.rehearses)
        if workspace in (None, secret.workspace)
        for member in members_of(secret, measured[secret.workspace])
        for standing in survey.of(member, measured[secret.workspace])
    ]


def members_of(secret: Secret, measured: Measured) -> list[Secret]:
    """A family's members that the store knows; the family itself as long as there is none."""
    if not secret.is_family:
        return [secret]
    found = [member for path in measured.entries if (member := secret.member(path)) is not None]
    return found or [secret]


@dataclass(frozen=True)
class _Survey:
    """The scope, the day, and what was measured at destinations."""

    scope: Scope
    today: date
    arrivals: Mapping[str, Arrival]

    def of(self, secret: Secret, measured: Measured) -> list[Standing]:
        """How an entry stands in each of its places; one that waits in one environment only does not wait."""
        found: dict[str, Standing] = {}
        deliveries = [d for d in deliveries_of(secret) if d.environment in self.scope.rehearses]
        for environment in (e for e in secret.environments if e in self.scope.rehearses):
            here: list[Delivery | None] = [d for d in deliveries if d.environment == environment]
            for delivery in here or [None]:
                standing = self._standing(secret, environment, delivery, measured)
                first = found.get(standing.target)
                if first is None or (first.state == "blocked" and standing.state != "blocked"):
                    found[standing.target] = standing
        return list(found.values())

    def _standing(
        self, secret: Secret, environment: Environment, delivery: Delivery | None, measured: Measured
    ) -> Standing:
        recorded = secret.status.get(environment)
        entry = measured.entries.get(secret.derived_from() or secret.path)
        stored = entry.current.created if entry and entry.current else None
        writer = delivery.writer if delivery else "store"
        target = f"{self.scope.place(delivery)}/{delivery.name}" if delivery else "store of record"
        arrival = self.arrivals.get(target)
        state, at, note = _judged(secret, recorded, stored, writer, measured, arrival=arrival)
        blocker = recorded if isinstance(recorded, Blocked) else None
        return Standing(
            workspace=secret.workspace,
            path=secret.path,
            name=delivery.name if delivery else secret.name,
            environment=environment,
            target=target,
            writer=writer,
            owner=secret.owner,
            state=state,
            at=at,
            stored=stored,
            note=note,
            blocker=blocker,
            days_overdue=blocker.days_overdue(self.today) if blocker else None,
            rotation_due=secret.rotation_due(environment),
        )


def _judged(
    secret: Secret,
    recorded: Complete | Pending | Blocked | None,
    stored: datetime | None,
    writer: str,
    measured: Measured,
    *,
    arrival: Arrival | None,
) -> tuple[State, datetime | None, str | None]:
    """State, since when, and what to know about it."""
    note = recorded.note if isinstance(recorded, Pending) else None
    if isinstance(recorded, Blocked):
        return "blocked", None, recorded.reason
    if not measured.asked:
        return ("complete", recorded.at, None) if isinstance(recorded, Complete) else ("pending", None, note)
    if measured.failure is not None:
        return "unknown", None, measured.failure
    if arrival is not None:
        return arrival.state, arrival.at, arrival.note
    if secret.source.origin == "constant":
        return "unknown", None, "configuration from the catalogue, written by the engine; not measured"
    return _recorded(recorded, stored, writer, note)


def _recorded(
    recorded: Complete | Pending | Blocked | None, stored: datetime | None, writer: str, note: str | None
) -> tuple[State, datetime | None, str | None]:
    """What is claimed where no destination was asked: no more than the record and the store allow."""
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
