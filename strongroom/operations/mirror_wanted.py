"""What has to arrive where: the catalogue's deliveries in a scope, families filled in, each place and name once."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from strongroom.catalogue.delivery import deliveries_of
from strongroom.catalogue.destination import GithubOrganisation
from strongroom.catalogue.status import Blocked
from strongroom.destinations.contract import Key
from strongroom.operations.problem import InputError
from strongroom.operations.status import members_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from strongroom.catalogue import Catalogue, Delivery, Environment, Secret
    from strongroom.catalogue.workspace import Store as StoreKind
    from strongroom.operations.scope import Scope
    from strongroom.operations.status import Measured


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """One value that has to be in one place under one name; `store` is the kind of its store of record."""

    secret: Secret
    environment: Environment
    place: str
    key: Key
    writer: str
    store: StoreKind
    blocked: Blocked | None
    visibility: str | None = None
    repositories: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        """This delivery among all: `github:occ/integrations/environments/prod/CHATWOOT_TOKEN`."""
        return f"{self.place}/{self.key.name}"

    @property
    def settings(self) -> str:
        """All that is set beside the value, in the form of a parcel's."""
        return " ".join((self.visibility or "", *sorted(self.repositories))).strip()


def wanted(catalogue: Catalogue, scope: Scope, measured: Mapping[str, Measured]) -> list[Wanted]:
    """Every delivery of the scope, whoever writes it, of the workspaces whose store was `measured`.

    A rehearsal stands for both environments: where both deliver to one place and name, one delivery is left, and
    it is blocked only where both are.
    """
    found: dict[tuple[str, Key], Wanted] = {}
    for secret in catalogue.select(scope.rehearses):
        if secret.workspace not in measured:
            continue
        kind = catalogue.workspace_of(secret).store
        for member in members_of(secret, measured[secret.workspace]):
            for delivery in deliveries_of(member):
                if delivery.environment in scope.rehearses and not member.is_family:
                    one = _wanted(member, delivery, kind, scope.place(delivery))
                    first = found.get((one.place, one.key))
                    if first is None or (first.blocked and not one.blocked):
                        found[one.place, one.key] = one
    return list(found.values())


def _wanted(secret: Secret, delivery: Delivery, kind: StoreKind, place: str) -> Wanted:
    status = secret.status.get(delivery.environment)
    destination = delivery.destination
    organisation = destination if isinstance(destination, GithubOrganisation) else None
    return Wanted(
        secret=secret,
        environment=delivery.environment,
        place=place,
        key=Key(kind=secret.kind, name=delivery.name),
        writer=delivery.writer,
        store=kind,
        blocked=status if isinstance(status, Blocked) else None,
        visibility=organisation.visibility if organisation else None,
        repositories=organisation.repositories if organisation else (),
    )


def matching(pattern: str | None, every: Sequence[Wanted]) -> list[Wanted]:
    """Those whose path, name, place or address a pattern (with `*`) covers; raises InputError where none is."""
    if pattern is None:
        return list(every)
    found = [one for one in every if covers(pattern, (one.secret.path, one.secret.name, one.place, one.address))]
    if not found:
        raise InputError(
            "no delivery in this environment has a path, a name or a place that fits what was given;"
            " strongroom status lists them"
        )
    return found


def covers(pattern: str, texts: Iterable[str]) -> bool:
    """Whether a pattern covers any of some texts."""
    return any(fnmatchcase(text, pattern) for text in texts)
