"""A Pulumi project whose stack is `local`, for the real engine on providers that a test serves."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

from local.cloud.running import backend_url
from local.engine import ensure
from tests.local.engine.conftest import Project

if TYPE_CHECKING:
    from pathlib import Path


def attached_project(folder: Path, program: str, **settings: str) -> Project:
    """Make the project with one program; `settings` are added to its environment."""
    state = folder / "state"
    state.mkdir()
    apart = ("PULUMI_", "GITHUB_", "VAULT_", "AWS_")
    inherited = {name: text for name, text in os.environ.items() if not name.startswith(apart)}
    environment = inherited | {
        "PATH": f"{ensure().bin}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(folder),
        "PULUMI_HOME": str(folder / "home"),
        "PULUMI_BACKEND_URL": backend_url(state),
        "PULUMI_CONFIG_PASSPHRASE": secrets.token_urlsafe(),
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        **settings,
    }
    made = Project(folder=folder / "program", environment=environment)
    made.write("Pulumi.yaml", "name: strongroom\nruntime: python\n")
    made.write("__main__.py", program)
    made.pulumi("stack", "init", "local")
    return made
