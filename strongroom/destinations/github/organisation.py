"""An organisation's secrets and variables, each with the repositories that see it.

https://docs.github.com/rest/actions/secrets#create-or-update-an-organization-secret
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import override

from strongroom.destinations.github.holder import GithubHolder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from strongroom.destinations.contract import Key, Kind, Parcel
    from strongroom.destinations.github.client import GithubClient

SELECTED = "selected"

LIMITS: Mapping[Kind, int] = {"secret": 1000, "configuration": 1000}


class GithubOrganisation(GithubHolder):
    """1,000 secrets and 1,000 variables, shown to all repositories, to the private ones, or to some."""

    def __init__(self, client: GithubClient, organisation: str) -> None:
        base = f"orgs/{organisation}/actions"
        super().__init__(client, f"github:{organisation}", f"{base}/secrets", f"{base}/variables", LIMITS)
        self._numbers: dict[str, int] = {}

    @override
    def settings(self, parcel: Parcel) -> dict[str, Any]:
        found: dict[str, Any] = {"visibility": parcel.visibility}
        if parcel.visibility == SELECTED:
            found["selected_repository_ids"] = [self._number(name) for name in parcel.repositories]
        return found

    def _number(self, repository: str) -> int:
        """GitHub takes repositories by number; each is asked for once."""
        if repository not in self._numbers:
            self._numbers[repository] = self.client.get(f"repos/{repository}", f"github:{repository}")["id"]
        return self._numbers[repository]

    @override
    def audience(self, key: Key) -> tuple[str, ...] | None:
        path = f"{self._path(key.kind)}/{key.name}/repositories"
        found = self.client.pages(path, "repositories", self._named(key))
        return tuple(sorted(repository["full_name"] for repository in found))
