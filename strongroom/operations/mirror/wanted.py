"""What has to arrive where: the catalogue's deliveries in a scope, families filled in, each place and name once."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from strongroom.catalogue.delivery import deliveries_of
from strongroom.catalogue.destination import GithubOrganisation, Mcp
from strongroom.catalogue.source import Constant
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
    """One value that has to be in one place under one name; `store` is the kind of its store of record.

    `is_reference`: not the value has to be there but `${NAME}`, and `secret` is the entry with that for its value.
    """

    secret: Secret
    environment: Environment
    place: str
    key: Key
    writer: str
    store: StoreKind
    blocked: Blocked | None
    visibility: str | None = None
    repositories: tuple[str, ...] = ()
    is_reference: bool = False

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
    refers = isinstance(destination, Mcp)
    return Wanted(
        secret=_referring(secret, delivery.name) if refers else secret,
        environment=delivery.environment,
        place=place,
        key=Key(kind=secret.kind, name=delivery.name),
        writer=delivery.writer,
        store=kind,
        blocked=status if isinstance(status, Blocked) else None,
        visibility=organisation.visibility if organisation else None,
        repositories=organisation.repositories if organisation else (),
        is_reference=refers,
    )


def _referring(secret: Secret, name: str) -> Secret:
    """The entry with a reference for its value: the same one whatever the store has, and held to no rule."""
    source = Constant(origin="constant", value=f"${{{name}}}")
    return secret.model_copy(update={"source": source, "checks": (), "fields": (), "max_bytes": None})


def carriers(one: Wanted, every: Sequence[Wanted]) -> list[Wanted]:
    """The deliveries that set the variable which a reference names: on this machine, where there is such a one."""
    found = [
        other
        for other in every
        if other.secret.path == one.secret.path and not other.is_reference and other.key.name == one.key.name
    ]
    return [other for other in found if other.place.startswith("env:")] or found


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
