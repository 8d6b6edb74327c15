"""What a rotation of an entry would do, said before it does it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from strongroom.catalogue.delivery import deliveries_of
from strongroom.operations.problem import InputError

if TYPE_CHECKING:
    from strongroom.catalogue import Catalogue, Secret
    from strongroom.catalogue.rotation import Rotation
    from strongroom.operations.scope import Scope
    from strongroom.stores.rotations import RotationState

# What else changes, and so what the old value is good for until the grace is over.
TARGETS = {
    "random": "nothing but the value: whoever reads it has to read it anew",
    "jwt-overlap": "the set of keys: the new one signs, the one before still verifies",
    "encryption-key": "the set of keys: the new one encrypts, every older one still decrypts",
    "postgres": "the login of a PostgreSQL server",
    "redis": "the login of a Redis server",
    "mongodb-atlas": "a database user of MongoDB Atlas",
    "sendgrid": "an API key of SendGrid",
}
HAS_TARGET = frozenset({"postgres", "redis", "mongodb-atlas", "sendgrid"})


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A rotation before it begins: what changes, how long the old value stays good, who has to follow."""

    path: str
    strategy: str
    function: str
    target: str
    grace_hours: int
    readers: tuple[str, ...]
    stale: tuple[str, ...]


def plan_of(catalogue: Catalogue, scope: Scope, secret: Secret, state: RotationState) -> Plan:
    """What a rotation would do; raises InputError for an entry that no program can rotate now."""
    rotation = demand_rotatable(secret, state)
    return Plan(
        path=secret.path,
        strategy=rotation.strategy,
        function=state.function or "",
        target=_target(rotation),
        grace_hours=rotation.grace_hours,
        readers=secret.visibility,
        stale=tuple(destinations_of(catalogue, scope, secret)),
    )


def destinations_of(catalogue: Catalogue, scope: Scope, secret: Secret) -> list[str]:
    """Where the value arrives, and what is computed from it: stale from the rotation to the mirror's next run."""
    following = [one for one in catalogue.secrets if one.derived_from() == secret.path]
    places = (
        delivery.address
        for one in (secret, *following)
        for delivery in deliveries_of(one)
        if delivery.environment in scope.rehearses
    )
    return list(dict.fromkeys(places))  # a rehearsal has one place where staging and production have one each


def demand_rotation(secret: Secret) -> Rotation:
    """The rotation of an entry that a program rotates; raises InputError with what to do instead."""
    if source := secret.derived_from():
        raise InputError(f'"{secret.path}" is computed from "{source}"; rotate that one')
    if secret.rotation is None:
        raise InputError(f'"{secret.path}" does not rotate; give it a rotation in the catalogue, and apply it')
    if not secret.rotation.by_program:
        where = getattr(secret.source, "where", None) or f"its source ({secret.source.origin})"
        raise InputError(
            f'"{secret.path}" is rotated by a person ({secret.owner}): make a new value at {where},'
            f" then: strongroom put {secret.path}"
        )
    return secret.rotation


def demand_rotatable(secret: Secret, state: RotationState) -> Rotation:
    """The same, for an entry as it stands in the store."""
    rotation = demand_rotation(secret)
    if state.function is None or not state.enabled:
        raise InputError(f'"{secret.path}" has no function that rotates it here; apply the program: pulumi up')
    if state.current is None:
        raise InputError(f'"{secret.path}" has no value yet; put its first one: strongroom put {secret.path}')
    return rotation


def _target(rotation: Rotation) -> str:
    words = TARGETS[rotation.strategy]
    if rotation.alternating:
        words += ", two users in turn"
    return f"{words} (through {rotation.superuser})" if rotation.superuser else words
