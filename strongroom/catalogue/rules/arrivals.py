"""No two values arrive under one name, and no place receives more than it takes."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from strongroom import naming
from strongroom.catalogue.delivery import deliveries_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from strongroom.catalogue.delivery import Delivery
    from strongroom.catalogue.draft import Draft, Entry
    from strongroom.catalogue.problem import Problem

ORGANISATION_LIMIT = 1000  # GitHub, secrets and variables of an organisation
LIMITS = {
    "github-environment": naming.GITHUB_SECRETS_PER_ENVIRONMENT,
    "github-repository": 100,
    "github-organisation": ORGANISATION_LIMIT,
}


def check(draft: Draft) -> Iterator[Problem]:
    """Refuse collisions, aliases considered, and places that overflow."""
    arrived: dict[tuple[str, str, str], tuple[Entry, Delivery]] = {}
    loads: dict[tuple[str, str], int] = defaultdict(int)
    for entry in draft.entries:
        if entry.secret.path.count("/") < 1:
            continue  # a wrong path is told already, and has no service to make names of
        collided = None
        for delivery in deliveries_of(entry.secret):
            kind = delivery.destination.to
            stack = delivery.environment if delivery.destination.of_one_stack else ""
            here = (delivery.place, delivery.name, stack)
            first = arrived.setdefault(here, (entry, delivery))
            if first[1] is not delivery:
                if collided is not delivery.destination:  # one message, however many environments it happens in
                    yield _collision(entry, delivery, *first)
                collided = delivery.destination
            elif kind in LIMITS:
                load = (delivery.place, entry.secret.kind)
                loads[load] += 1
                if loads[load] == LIMITS[kind] + 1:
                    yield _overflow(entry, delivery, LIMITS[kind])


def _collision(entry: Entry, delivery: Delivery, first: Entry, earlier: Delivery) -> Problem:
    index = entry.secret.destinations.index(delivery.destination)
    if first is not entry:
        return entry.problem(
            f'arrives at {delivery.address}, where "{first.secret.path}" ({first.where}) arrives too',
            "give one of them another alias or destination",
            "destinations",
            index,
        )
    if earlier.environment != delivery.environment:
        return entry.problem(
            f"{earlier.environment} and {delivery.environment} both arrive at {delivery.address}",
            f"limit the destination, as in environments: [{delivery.environment}]",
            "destinations",
            index,
        )
    return entry.problem(
        f"arrives at {delivery.address} twice", "remove one of the two destinations", "destinations", index
    )


def _overflow(entry: Entry, delivery: Delivery, limit: int) -> Problem:
    what = "variables" if entry.secret.kind == "configuration" else "secrets"
    return entry.problem(
        f"more than {limit} {what} arrive at {delivery.place}, which takes {limit}; this is the first too many",
        "deliver some to another environment or repository",
        "destinations",
    )
