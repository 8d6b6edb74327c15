"""The real engine on the local provider: two owners in one program, through creation, drift and destruction."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING

import pytest

from tests.local.providers_github.project import attached_project

if TYPE_CHECKING:
    from pathlib import Path

    from tests.local.engine.conftest import Project
    from tests.local.providers_github.conftest import World

PROGRAM = """
    import pulumi, pulumi_github as github

    config = pulumi.Config()
    for owner in ("occ", "consilio"):
        provider = github.Provider(owner, owner=owner, write_delay_ms=0)
        mine = pulumi.ResourceOptions(provider=provider)
        environment = github.RepositoryEnvironment(
            f"{owner}-prod", repository="site", environment="prod/eu", wait_timer=5, opts=mine
        )
        github.ActionsEnvironmentSecret(
            f"{owner}-key",
            repository=environment.repository,
            environment=environment.environment,
            secret_name="API_KEY",
            value=config.require_secret("value"),
            opts=mine,
        )
        github.ActionsEnvironmentVariable(
            f"{owner}-id",
            repository=environment.repository,
            environment=environment.environment,
            variable_name="OWNER",
            value=owner,
            opts=mine,
        )
        found = github.get_organization_output(name=owner, opts=pulumi.InvokeOutputOptions(provider=provider))
        pulumi.export(owner, found.login)
"""
ENVIRONMENT = "/repos/{}/site/environments/prod%2Feu"


@pytest.fixture
def project(world: World, tmp_path: Path) -> Project:
    """A project attached to the provider and the stand-in of this test."""
    return attached_project(
        tmp_path,
        PROGRAM,
        PULUMI_DEBUG_PROVIDERS=f"github:{world.port}",
        GITHUB_BASE_URL=world.address,
        GITHUB_TOKEN=world.token,
    )


@pytest.mark.real
def test_two_owners_in_one_program_are_created_refreshed_repaired_and_destroyed(world: World, project: Project) -> None:
    value = secrets.token_urlsafe()
    project.pulumi("config", "set", "--secret", "value", given=value)
    project.pulumi("up", "--yes", "--skip-preview")
    for owner in ("occ", "consilio"):
        assert world.reveal(repository=f"{owner}/site", environment="prod/eu", name="API_KEY") == value
        path = f"{ENVIRONMENT.format(owner)}/variables/OWNER"
        assert world.site.call("GET", path, expect=200)["value"] == owner
    exported = project.pulumi("stack", "export")
    assert value not in exported
    outputs = json.loads(project.pulumi("stack", "output", "--json"))
    assert outputs == {"occ": "occ", "consilio": "consilio"}
    project.pulumi("preview", "--expect-no-changes")
    project.pulumi("refresh", "--yes", "--expect-no-changes")

    world.site.call("PATCH", f"{ENVIRONMENT.format('consilio')}/variables/OWNER", {"value": "thief"}, expect=204)
    world.site.call("DELETE", f"{ENVIRONMENT.format('occ')}/secrets/API_KEY", expect=204)
    project.pulumi("up", "--yes", "--skip-preview", "--refresh")
    path = f"{ENVIRONMENT.format('consilio')}/variables/OWNER"
    assert world.site.call("GET", path, expect=200)["value"] == "consilio"
    assert world.reveal(repository="occ/site", environment="prod/eu", name="API_KEY") == value

    project.pulumi("destroy", "--yes", "--skip-preview")
    for owner in ("occ", "consilio"):
        world.site.call("GET", ENVIRONMENT.format(owner), expect=404)
