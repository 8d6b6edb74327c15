"""A repository's own secrets and variables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.destinations.github.holder import GithubHolder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from strongroom.destinations.contract import Kind
    from strongroom.destinations.github.client import GithubClient

LIMITS: Mapping[Kind, int] = {"secret": 100, "configuration": 500}


class GithubRepository(GithubHolder):
    """100 secrets and 500 variables, shown to every workflow of the repository."""

    def __init__(self, client: GithubClient, repository: str) -> None:
        base = f"repos/{repository}/actions"
        super().__init__(client, f"github:{repository}", f"{base}/secrets", f"{base}/variables", LIMITS)
