"""Small catalogues for runs of the whole program."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

REPOSITORY = "harbour/app"
SUPPLIED = "harbour/mail/api_key"
GENERATED = "harbour/app/session_key"
ROTATING = "harbour/app/signing_key"
CONSTANT = "harbour/app/region"


def entry(path: str, **overrides: Any) -> dict[str, Any]:
    """A supplied API key; overrides replace whole keys of the entry."""
    return {
        "path": path,
        "description": f"Opens the service behind {path} for the harbour application",
        "type": "api-key",
        "source": {"origin": "supplied", "where": "Service > Settings > Keys"},
        **overrides,
    }


def entries() -> list[dict[str, Any]]:
    """One entry of each way that a value goes."""
    pipeline = [{"to": "github-environment", "repository": REPOSITORY}]
    generated = {"origin": "generated"}
    rotation = {"days": 30, "strategy": "random"}
    return [
        entry(SUPPLIED, destinations=pipeline),
        entry(GENERATED, type="password", source=generated, destinations=pipeline),
        entry(ROTATING, type="password", source=generated, rotation=rotation, destinations=pipeline),
        entry(CONSTANT, type="setting", source={"origin": "constant", "value": "us-east-1"}, destinations=pipeline),
    ]


def write(folder: Path, secrets: list[dict[str, Any]]) -> Path:
    """Write a catalogue of one workspace; returns its folder."""
    environment = {"environment": "production", "branches": ["main"], "reviewers": {"teams": ["platform"]}}
    workspace = {
        "workspace": "harbour",
        "title": "Harbour",
        "description": "A small organisation whose secrets go every way that there is.",
        "owner": "platform-team",
        "environments": ["production"],
        "github": {
            "organisation": "harbour",
            "repositories": {REPOSITORY: {"environments": {"production": environment}}},
        },
        "secrets": secrets,
    }
    folder.mkdir(exist_ok=True)
    (folder / "harbour.yaml").write_text(json.dumps(workspace, indent=1))
    return folder
