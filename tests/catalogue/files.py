"""Catalogues as texts, for tests: a right head, and whatever secrets the test writes under it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from strongroom.catalogue import CatalogueError, load

if TYPE_CHECKING:
    from pathlib import Path

    from strongroom.catalogue import Catalogue

HEAD = """\
workspace: team
title: Team
description: Everything that the team's services need.
owner: platform-team
environments: [staging, production]
gates: {go-live: {description: The service goes live., approvers: [CIO]}}
github:
  organisation: team
  repositories:
    team/site:
      environments:
        staging: {environment: staging, branches: [main]}
        prod: {environment: production, reviewers: {teams: [leads]}, branches: [main]}
places:
  site: {to: github-environment, repository: team/site}
  app: {to: fly, app: team-app}
secrets:
"""
FIRST = HEAD.count("\n") + 1  # line of the first secret


def write(folder: Path, **files: str | bytes) -> Path:
    """A catalogue of these files, by workspace; underscores in the names become hyphens."""
    directory = folder / "catalogue"
    directory.mkdir(exist_ok=True)
    for name, content in files.items():
        data = content.encode() if isinstance(content, str) else content
        (directory / f"{name.replace('_', '-')}.yaml").write_bytes(data)
    return directory


def problems(directory: Path) -> list[str]:
    """What is wrong with a catalogue, as it is printed; empty where it loads."""
    try:
        load(directory)
    except CatalogueError as error:
        return [str(problem) for problem in error.problems]
    return []


def loaded(folder: Path, secrets: str) -> Catalogue:
    """The catalogue of these secrets under the right head."""
    clusters = "clusters: {c: {folder: gitops, certificate: c.pem}}\n"
    return load(write(folder, team=HEAD.replace("places:", f"{clusters}places:") + secrets))


def entry(path: str = "team/shop/api_key", **fields: object) -> str:
    """A right entry, except for the fields given here; None leaves a field out. Texts are written as YAML."""
    given = {
        "description": "Key with which the shop bills its customers.",
        "type": "api-key",
        "source": "{origin: supplied, where: Shop > Keys}",
    } | fields
    lines = [f"    {name}: {value}\n" for name, value in given.items() if value is not None]
    return f"  - path: {path}\n" + "".join(lines)


def head(**fields: str | None) -> str:
    """The right head with other lines for some fields; None leaves one out."""
    blocks = [f"{block}\n" for block in re.split(r"\n(?! )", HEAD.removesuffix("secrets:\n").rstrip())]
    for name, value in fields.items():
        blocks = [block for block in blocks if not block.startswith(f"{name}:")]
        if value is not None:
            blocks.append(f"{name}: {value}\n")
    return "".join([*blocks, "secrets:\n"])
