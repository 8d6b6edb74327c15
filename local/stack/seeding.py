"""What the stack expects to exist already: organisations, repositories and reviewers on GitHub, projects' folders."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import httpx

from strongroom.catalogue.delivery import deliveries_of
from strongroom.catalogue.destination import Mcp

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

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


def seed_projects(root: Path, catalogue: Catalogue) -> None:
    """Make each project's folder with its MCP configuration, as a developer has them; what is there already stays."""
    servers: dict[Path, set[str]] = {}
    for delivery in (one for secret in catalogue.secrets for one in deliveries_of(secret)):
        kind, _, name = delivery.place.partition(":")
        if kind == "env":
            (root / name).mkdir(parents=True, exist_ok=True)
        elif isinstance(delivery.destination, Mcp):
            servers.setdefault(root / name.rpartition("/")[0], set()).add(delivery.destination.server)
    for file, names in servers.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            started = {server: {"command": f"{server}-mcp"} for server in sorted(names)}
            file.write_text(json.dumps({"mcpServers": started}, indent=2) + "\n")
