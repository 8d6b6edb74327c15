"""The real engine on the local provider and a real OpenBao: creation, drift, a second look, destruction."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING

import pytest

from tests.local.providers_github.project import attached_project

if TYPE_CHECKING:
    from pathlib import Path

    from tests.local.providers_vault.conftest import Rig

PROGRAM = """
    import json
    import pulumi, pulumi_vault as vault

    config = pulumi.Config()
    mount = vault.Mount("kv", path="strongroom", type="kv", options={"version": "2"})
    vault.kv.SecretV2(
        "database",
        mount=mount.path,
        name="team/database",
        data_json=config.require_secret("value").apply(lambda value: json.dumps({"password": value})),
    )
    vault.Policy("reader", name="reader", policy='path "strongroom/data/*" { capabilities = ["read"] }')
    approle = vault.AuthBackend("approle", type="approle", tune={"maxLeaseTtl": "1h"})
    vault.approle.AuthBackendRole("app", backend=approle.path, role_name="app", token_policies=["reader"])
"""


@pytest.mark.real
def test_a_program_is_created_repaired_unchanged_and_destroyed(rig: Rig, tmp_path: Path) -> None:
    value = secrets.token_urlsafe()
    project = attached_project(
        tmp_path,
        PROGRAM,
        PULUMI_DEBUG_PROVIDERS=f"vault:{rig.port}",
        VAULT_ADDR=rig.bao.address,
        VAULT_TOKEN=rig.bao.token,
    )
    project.pulumi("config", "set", "vault:address", rig.bao.address)
    project.pulumi("config", "set", "--secret", "vault:token", given=rig.bao.token)
    project.pulumi("config", "set", "--secret", "value", given=value)
    project.pulumi("up", "--yes", "--skip-preview")
    stored = rig.bao.call("GET", "strongroom/data/team/database", expect=200)["data"]
    assert stored["data"] == {"password": value}
    exported = project.pulumi("stack", "export")
    assert value not in exported
    assert rig.bao.token not in exported
    project.pulumi("preview", "--expect-no-changes")
    project.pulumi("refresh", "--yes", "--expect-no-changes")

    rig.bao.call("POST", "auth/approle/role/app", {"token_policies": "root-like"}, expect=204)
    rig.bao.call("DELETE", "sys/policies/acl/reader", expect=204)
    project.pulumi("up", "--yes", "--skip-preview", "--refresh")
    assert rig.bao.call("GET", "auth/approle/role/app", expect=200)["data"]["token_policies"] == ["reader"]
    assert "strongroom" in json.dumps(rig.bao.call("GET", "sys/policies/acl/reader", expect=200))

    project.pulumi("destroy", "--yes", "--skip-preview")
    assert "strongroom/" not in rig.bao.call("GET", "sys/mounts")["data"]
