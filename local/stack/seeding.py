"""What the stack expects to exist on GitHub already: organisations, repositories, and who reviews."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    from collections.abc import Mapping

    from strongroom.catalogue import Catalogue


def seed_github(environment: Mapping[str, str], catalogue: Catalogue) -> None:
    """Make in the stand-in what a catalogue names; what is there already stays as it is."""
    headers = {"Authorization": f"Bearer {environment['GITHUB_TOKEN']}"}
    with httpx.Client(base_url=environment["GITHUB_BASE_URL"], headers=headers) as github:
        github.post("_seed", json=github_of(catalogue)).raise_for_status()


def github_of(catalogue: Catalogue) -> dict[str, Any]:
    """Organisations, repositories, teams and users that the workspaces of a catalogue name."""
    settings = [workspace.github for workspace in catalogue.workspaces if workspace.github]
    reviewers = [
        (github.organisation, environment.reviewers)
        for github in settings
        for repository in github.repositories.values()
        for environment in repository.environments.values()
    ]
    return {
        "organisations": sorted({github.organisation for github in settings}),
        "repositories": sorted({name for github in settings for name in github.repositories}),
        "teams": [
            {"organisation": organisation, "slug": slug}
            for organisation, slug in sorted({(o, team) for o, who in reviewers for team in who.teams})
        ],
        "users": sorted({login for _, who in reviewers for login in who.users}),
    }
