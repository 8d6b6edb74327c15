"""A deployment environment of a repository. https://docs.github.com/rest/deployments/environments."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from strongroom.destinations.github.holder import GithubHolder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from strongroom.destinations.contract import Kind
    from strongroom.destinations.github.client import GithubClient

LIMITS: Mapping[Kind, int] = {"secret": 100, "configuration": 100}


class GithubEnvironment(GithubHolder):
    """100 secrets and 100 variables, 48 KB each; shown to jobs that deploy to the environment."""

    def __init__(self, client: GithubClient, repository: str, environment: str) -> None:
        base = f"repos/{repository}/environments/{quote(environment, safe='')}"
        super().__init__(
            client, f"github:{repository}/environments/{environment}", f"{base}/secrets", f"{base}/variables", LIMITS
        )
