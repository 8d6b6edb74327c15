"""A catalogue in numbers: what a pull request's reader wants to see before and after."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from strongroom.catalogue.base import ENVIRONMENTS

if TYPE_CHECKING:
    from datetime import date

    from strongroom.catalogue.base import Environment
    from strongroom.catalogue.catalogue import Catalogue
    from strongroom.catalogue.workspace import Workspace

Origin = Literal["supplied", "external", "generated", "derived", "constant"]
ORIGINS: tuple[Origin, ...] = ("supplied", "external", "generated", "derived", "constant")


@dataclass(frozen=True, kw_only=True)
class WorkspaceNumbers:
    """One workspace: how many entries of which kind, and from where."""

    workspace: str
    store: str
    environments: tuple[Environment, ...]
    secrets: int
    configuration: int
    families: int
    rotating: int
    origins: dict[Origin, int]


@dataclass(frozen=True, kw_only=True)
class DestinationNumbers:
    """One kind of destination: deliveries of each environment, and how many of them the engine writes."""

    destination: str
    environments: dict[Environment, int]
    engine: int
    mirror: int


@dataclass(frozen=True, kw_only=True)
class DueRotation:
    """The day by which a value has to change."""

    path: str
    environment: Environment
    due: date


@dataclass(frozen=True, kw_only=True)
class Summary:
    """The numbers of a whole catalogue."""

    workspaces: tuple[WorkspaceNumbers, ...]
    destinations: tuple[DestinationNumbers, ...]
    rotations: tuple[DueRotation, ...]

    @property
    def entries(self) -> int:
        """Secrets and configuration of all workspaces."""
        return sum(each.secrets + each.configuration for each in self.workspaces)

    @property
    def deliveries(self) -> int:
        """Deliveries of all environments."""
        return sum(each.engine + each.mirror for each in self.destinations)

    def as_json(self) -> dict[str, Any]:
        """Plain data for `--json`."""
        data = asdict(self)
        for rotation in data["rotations"]:
            rotation["due"] = rotation["due"].isoformat()
        return {"entries": self.entries, "deliveries": self.deliveries, **data}


def summarise(catalogue: Catalogue) -> Summary:
    """Count a catalogue."""
    rotations = [
        DueRotation(path=secret.path, environment=environment, due=due)
        for secret in catalogue.secrets
        if secret.rotation is not None
        for environment in secret.environments
        if (due := secret.rotation_due(environment)) is not None
    ]
    return Summary(
        workspaces=tuple(map(_workspace, catalogue.workspaces)),
        destinations=_destinations(catalogue),
        rotations=tuple(sorted(rotations, key=lambda each: (each.due, each.path))),
    )


def _workspace(workspace: Workspace) -> WorkspaceNumbers:
    secrets = workspace.secrets
    origins = Counter(secret.source.origin for secret in secrets)
    kinds = Counter(secret.kind for secret in secrets)
    return WorkspaceNumbers(
        workspace=workspace.workspace,
        store=workspace.store,
        environments=workspace.environments,
        secrets=kinds["secret"],
        configuration=kinds["configuration"],
        families=sum(secret.is_family for secret in secrets),
        rotating=sum(secret.rotation is not None for secret in secrets),
        origins={origin: origins[origin] for origin in ORIGINS},
    )


def _destinations(catalogue: Catalogue) -> tuple[DestinationNumbers, ...]:
    counted: dict[str, Counter[str]] = {}
    for delivery in catalogue.deliveries(ENVIRONMENTS):
        counted.setdefault(delivery.destination.to, Counter()).update((delivery.environment, delivery.writer))
    return tuple(
        DestinationNumbers(
            destination=to,
            environments={environment: counts[environment] for environment in ENVIRONMENTS},
            engine=counts["engine"],
            mirror=counts["mirror"],
        )
        for to, counts in sorted(counted.items())
    )
