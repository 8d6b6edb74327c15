"""Where the rotation of every entry stands: last, next, overdue, and who has to act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from strongroom.operations.status import members_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from strongroom.catalogue import Catalogue, Secret
    from strongroom.catalogue.rotation import Rotation
    from strongroom.operations.scope import Scope
    from strongroom.operations.status import Measured
    from strongroom.stores.rotations import RotationState

REMINDER_DAYS = 14

# overdue: should have changed already    due: within two weeks    stuck: one began and has not ended
# off: no function is set up here          empty: no value yet      unknown: the store could not be asked
# waiting: the program has made the server and its login, which has no password until its first rotation ends
Standing = Literal["overdue", "stuck", "off", "waiting", "due", "ok", "empty", "unknown"]
WORST_FIRST: tuple[Standing, ...] = ("overdue", "stuck", "off", "waiting", "unknown", "due", "empty", "ok")


@dataclass(frozen=True, kw_only=True)
class Row:
    """One entry that rotates. `acts` is who has to do something for its next rotation."""

    path: str
    workspace: str
    owner: str
    strategy: str
    days: int
    standing: Standing
    last: datetime | None
    next: datetime | None
    days_overdue: int
    acts: str
    hint: str | None


def rows(
    catalogue: Catalogue,
    scope: Scope,
    measured: Mapping[str, Measured],
    *,
    states: Mapping[str, RotationState],
    now: datetime,
    workspace: str | None = None,
) -> list[Row]:
    """Every entry of the scope that rotates, worst first. `states` has what Secrets Manager knows, by path."""
    found = [
        _row(member, member.rotation, measured[secret.workspace], states.get(member.path), now)
        for secret in catalogue.select(scope.rehearses)
        if workspace in (None, secret.workspace)
        for member in _kept(secret, measured[secret.workspace])
        if member.rotation
    ]
    return sorted(found, key=lambda row: (WORST_FIRST.index(row.standing), -row.days_overdue, row.path))


def _kept(secret: Secret, measured: Measured) -> Iterator[Secret]:
    """The entry itself, or the members that the store knows of a family."""
    if secret.rotation is not None:
        yield from members_of(secret, measured)


def _row(secret: Secret, rotation: Rotation, measured: Measured, state: RotationState | None, now: datetime) -> Row:
    entry = measured.entries.get(secret.path)
    stored = entry.current.created if entry and entry.current else None
    last = (state.rotated if state else None) or stored
    following = stored + timedelta(days=rotation.days) if stored else None
    if rotation.by_program and stored and state and state.following:
        following = state.following
    standing = _standing(secret, rotation, measured, state, following - now if following else None)
    overdue = (now - following).days if following and following < now else 0
    return Row(
        path=secret.path,
        workspace=secret.workspace,
        owner=secret.owner,
        strategy=rotation.strategy,
        days=rotation.days,
        standing=standing,
        last=last,
        next=following,
        days_overdue=overdue,
        acts="nobody" if rotation.by_program and standing in ("ok", "due") else secret.owner,
        hint=_hint(secret, rotation, standing),
    )


def _standing(
    secret: Secret, rotation: Rotation, measured: Measured, state: RotationState | None, left: timedelta | None
) -> Standing:
    """`left`: until its value has to change, or None where it has none."""
    if measured.failure is not None:
        return "unknown"
    if left is None or (state and state.current is None):
        return "empty"
    if state and state.pending:
        return "stuck"
    if left < timedelta():
        return "overdue"
    if rotation.by_program and not (state and state.enabled and state.function):
        return "off"
    if state and state.initial and secret.source.origin == "external":
        return "waiting"  # made by the program from its server (decision 129); what it generates itself is complete
    return "due" if left <= timedelta(days=REMINDER_DAYS) else "ok"


def _hint(secret: Secret, rotation: Rotation, standing: Standing) -> str | None:
    path = secret.path.replace("*", "NAME")  # of a family one member is put at a time
    match standing:
        case "overdue" | "due" if not rotation.by_program:
            return f"make a new one at its source, then: strongroom put {path}"
        case "overdue" | "waiting":
            return f"strongroom rotate {path}"
        case "stuck":
            return f"strongroom rotation unstick {path}"
        case "off":
            return "pulumi up"
        case "empty":
            return f"strongroom put {path}"
        case _:
            return None
