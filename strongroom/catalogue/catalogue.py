"""All workspaces together, and what can be asked of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from strongroom.catalogue.delivery import Delivery, deliveries_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from strongroom.catalogue.base import Environment
    from strongroom.catalogue.secret import Secret
    from strongroom.catalogue.workspace import Workspace


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """A catalogue that was checked: every path is unique and every reference leads somewhere."""

    workspaces: tuple[Workspace, ...]

    @cached_property
    def secrets(self) -> tuple[Secret, ...]:
        """Every secret, by file and line."""
        return tuple(secret for workspace in self.workspaces for secret in workspace.secrets)

    @cached_property
    def _by_path(self) -> dict[str, Secret]:
        return {secret.path: secret for secret in self.secrets}

    @cached_property
    def _families(self) -> tuple[Secret, ...]:
        return tuple(secret for secret in self.secrets if secret.is_family)

    @cached_property
    def _workspaces(self) -> dict[str, Workspace]:
        return {workspace.workspace: workspace for workspace in self.workspaces}

    @cached_property
    def _deliveries(self) -> tuple[Delivery, ...]:
        return tuple(delivery for secret in self.secrets for delivery in deliveries_of(secret))

    def secret(self, path: str) -> Secret | None:
        """The entry of exactly this path."""
        return self._by_path.get(path)

    def matching(self, path: str) -> Secret | None:
        """The entry of this path, or the family that covers it."""
        return self._by_path.get(path) or next((f for f in self._families if f.member(path)), None)

    def resolve(self, path: str) -> Secret | None:
        """The entry of this path; of a path that only a family covers, that member as an entry of its own."""
        found = self.matching(path)
        return found.member(path) if found is not None and found.path != path else found

    def named(
        self, name: str, workspace: str | None = None, environment: Environment | None = None
    ) -> tuple[Secret, ...]:
        """Every entry with this name; of one workspace, in one environment, where these are given."""
        return tuple(
            secret
            for secret in self.secrets
            if secret.name == name
            and workspace in (None, secret.workspace)
            and (environment is None or environment in secret.environments)
        )

    def select(self, environments: Sequence[Environment]) -> tuple[Secret, ...]:
        """Entries that are present in any of these environments."""
        wanted = set(environments)
        return tuple(secret for secret in self.secrets if not wanted.isdisjoint(secret.environments))

    def deliveries(self, environments: Sequence[Environment]) -> tuple[Delivery, ...]:
        """Deliveries into any of these environments."""
        return tuple(delivery for delivery in self._deliveries if delivery.environment in environments)

    def workspace_of(self, secret: Secret) -> Workspace:
        """The workspace that declares it."""
        return self._workspaces[secret.workspace]
