"""Strongroom's own entries, and what holds for all workspaces (the numbers are the requirements')."""

from __future__ import annotations

from strongroom.catalogue.writer import store_writer
from tests.catalogue.ours import CATALOGUE, arriving


def test_every_kind_of_writing_occurs_in_strongrooms_own_entries() -> None:
    own = [secret for secret in CATALOGUE.secrets if secret.workspace == "strongroom"]
    assert {store_writer(secret) for secret in own} == {"engine", "engine-once", "person", "import", "none"}
    engine = {d.secret.source.origin for d in arriving(CATALOGUE, "github:strongroom/") if d.writer == "engine"}
    assert engine == {"generated", "constant"}


def test_every_production_environment_on_github_is_reviewed_and_limited_to_branches() -> None:
    settings = [
        environment
        for workspace in CATALOGUE.workspaces
        if workspace.github is not None
        for repository in workspace.github.repositories.values()
        for environment in repository.environments.values()
        if environment.environment == "production"
    ]
    assert len(settings) == 5
    assert all(each.reviewers.teams and each.prevent_self_review and each.branches for each in settings)
