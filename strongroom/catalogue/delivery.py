"""One value on its way to one place, and how that place is written down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from strongroom.catalogue.writer import Writer, delivery_writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from strongroom.catalogue.base import Environment
    from strongroom.catalogue.destination import Destination
    from strongroom.catalogue.secret import Secret


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """A secret, one of its environments, one of its destinations."""

    secret: Secret
    environment: Environment
    destination: Destination
    name: str  # in the destination's own terms, after the alias
    writer: Writer
    place: str  # where names are unique: "fly:occ-chatwoot"

    @property
    def address(self) -> str:
        """This delivery among all, as people write it: `fly:occ-chatwoot/POSTGRES_HOST`."""
        return f"{self.place}/{self.name}"


def deliveries_of(secret: Secret) -> Iterator[Delivery]:
    """Every delivery of a secret, in the order of its destinations."""
    for destination in secret.destinations:
        writer = delivery_writer(secret, destination)
        name = destination.called(secret)
        allowed = destination.environments
        for environment in secret.environments:
            if allowed is None or environment in allowed:
                yield Delivery(
                    secret=secret,
                    environment=environment,
                    destination=destination,
                    name=name,
                    writer=writer,
                    place=destination.place(secret, environment),
                )
