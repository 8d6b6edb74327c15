"""Previews of every stack, complete, with no credentials and nothing beyond loopback."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from local.cloud.paths import PROJECT
from local.stack.preview import preview
from strongroom import naming
from strongroom.catalogue import ENVIRONMENTS, load
from strongroom.deployer.table import TYPES

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.real


@pytest.mark.parametrize("stack", ["staging", "production", "local"])
def test_a_preview_shows_the_whole_plan_with_no_credentials(
    stack: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_PROFILE", "GITHUB_TOKEN", "VAULT_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    settings = PROJECT / f"Pulumi.{stack}.yaml"
    before = settings.read_bytes()
    preview(stack, tmp_path / "plan.json")
    assert settings.read_bytes() == before, "the repository is left as it was"
    plan = json.loads((tmp_path / "plan.json").read_text())
    planned = {
        step["urn"].rpartition("::")[2]
        for step in plan["steps"]
        if "SecretStore$aws:secretsmanager/secret:" in step["urn"]
    }
    environments = [one for one in ENVIRONMENTS if stack in ("local", one)]
    held = [one for one in load(PROJECT / "catalogue").select(environments) if one.has_record and not one.is_family]
    assert planned == {one.path for one in held}
    assert all(step["op"] == "create" for step in plan["steps"])
    states = [step["newState"] for step in plan["steps"]]
    types = {state["type"] for state in states if state["type"].startswith("aws:")}
    assert types - set(TYPES) == set(), "the deployer may not make these: strongroom/deployer"
    boundary = None if stack == "local" else naming.boundary("aws", "000000000000", stack)
    roles = [state for state in states if state["type"] == "aws:iam/role:Role"]
    assert {state["inputs"].get("permissionsBoundary") for state in roles} == {boundary}
