"""Our own catalogue, for tests of what stands in it (their numbers are the requirements')."""

from __future__ import annotations

from pathlib import Path

from strongroom.catalogue import ENVIRONMENTS, Catalogue, Delivery, Secret, load

OURS = Path(__file__).parents[2] / "catalogue"
CATALOGUE = load(OURS)


def named(name: str, environment: str = "production") -> Secret:
    """The one entry of this name in an environment."""
    [secret] = [s for s in CATALOGUE.secrets if s.name == name and environment in s.environments]
    return secret


def refused(secret: Secret, value: str) -> bool:
    """Whether an offline check of the entry refuses the value."""
    return any(check.refusal(value) is not None for check in secret.checks)


def arriving(catalogue: Catalogue, start: str) -> list[Delivery]:
    """Deliveries whose address starts so."""
    return [each for each in catalogue.deliveries(ENVIRONMENTS) if each.address.startswith(start)]
