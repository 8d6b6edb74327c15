"""Mounts that move, methods that are configured after they are mounted, devices that the server refuses."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import pytest

from local.providers.values import Secret
from tests.local.providers.engine import ProviderError
from tests.local.providers_vault.samples import public_key

if TYPE_CHECKING:
    from tests.local.providers_vault.conftest import Rig

pytestmark = pytest.mark.real
MOUNT = "vault:index/mount:Mount"
METHOD = "vault:index/authBackend:AuthBackend"
JWT = "vault:jwt/authBackend:AuthBackend"
ROLE = "vault:appRole/authBackendRole:AuthBackendRole"
UNREACHABLE = "http://127.0.0.1:1/"


@pytest.mark.parametrize(
    ("token", "inputs", "table"),
    [
        (MOUNT, {"type": "kv", "options": {"version": "2"}}, "mounts"),
        (METHOD, {"type": "approle"}, "auth"),
        (JWT, {"jwtValidationPubkeys": [public_key()], "boundIssuer": "x"}, "auth"),
    ],
)
def test_another_path_moves_the_mount(rig: Rig, token: str, inputs: dict[str, object], table: str) -> None:
    made = rig.engine.create(token, {**inputs, "path": "first"})
    moved = {**inputs, "path": "second"}
    change = rig.engine.diff(made, moved)
    assert set(change.kinds) == {"path"}
    assert not change.replaces
    updated = rig.engine.update(made, moved)
    mounted = rig.bao.call("GET", f"sys/{table}")["data"]
    assert "second/" in mounted
    assert "first/" not in mounted
    assert not rig.engine.diff(updated, moved).kinds
    refreshed = rig.engine.refresh(updated)
    assert refreshed is not None
    assert refreshed.id == "second"
    rig.engine.delete(updated)
    assert "second/" not in rig.bao.call("GET", f"sys/{table}")["data"]


def test_a_move_that_is_forbidden_is_refused(rig: Rig) -> None:
    made = rig.engine.create(METHOD, {"type": "approle", "path": "first", "disableRemount": True})
    with pytest.raises(ProviderError, match="first can't become second while disableRemount is true"):
        rig.engine.update(made, {"type": "approle", "path": "second", "disableRemount": True})


def test_a_method_without_a_path_has_its_types(rig: Rig) -> None:
    made = rig.engine.create(METHOD, {"type": "userpass"})
    assert made.id == made.plain["path"] == "userpass"
    assert not rig.engine.diff(made, {"type": "userpass"}).kinds


def test_version_2_by_its_type_is_no_change_after_a_refresh(rig: Rig) -> None:
    inputs = {"path": "strongroom", "type": "kv-v2"}
    refreshed = rig.engine.refresh(rig.engine.create(MOUNT, inputs))
    assert refreshed is not None
    assert not rig.engine.diff(refreshed, inputs).kinds


def test_an_unreachable_issuer_is_told_and_the_mount_stays_to_be_finished(rig: Rig) -> None:
    inputs = {"path": "github", "oidcDiscoveryUrl": UNREACHABLE}
    with pytest.raises(ProviderError, match="error checking oidc discovery URL"):
        rig.engine.create(JWT, inputs)
    assert "github/" in rig.bao.call("GET", "sys/auth")["data"]
    later = {"path": "github", "jwtValidationPubkeys": [public_key()]}
    assert rig.engine.create(JWT, later).id == "github"


def test_a_clients_secret_is_shown_neither_in_a_preview_nor_in_an_error(rig: Rig) -> None:
    secret = secrets.token_urlsafe()
    client = {"oidcClientId": "x", "oidcClientSecret": Secret(secret)}
    inputs = {"path": "people", "jwtValidationPubkeys": [public_key()], **client}
    with pytest.raises(ProviderError) as refused:  # a client belongs to an issuer, and there is none here
        rig.engine.create(JWT, inputs)
    assert secret not in str(refused.value)
    shown = rig.engine.preview(JWT, inputs)
    assert isinstance(shown["oidcClientSecret"], Secret)


def test_a_role_id_can_be_given_and_is_plain(rig: Rig) -> None:
    rig.bao.call("POST", "sys/auth/approle", {"type": "approle"}, expect=204)
    made = rig.engine.create(ROLE, {"roleName": "app", "roleId": "the-app"})
    assert made.outputs["roleId"] == "the-app"
    other = rig.engine.create(ROLE, {"roleName": "other"}, name="other")
    assert not isinstance(other.outputs["roleId"], Secret)
    assert len(other.outputs["roleId"]) == 36


def test_a_secret_id_that_was_made_logs_in(rig: Rig) -> None:
    rig.bao.call("POST", "sys/auth/approle", {"type": "approle"}, expect=204)
    role = rig.engine.create(ROLE, {"roleName": "app", "tokenPolicies": ["default"]})
    made = rig.engine.create("vault:appRole/authBackendRoleSecretId:AuthBackendRoleSecretId", {"roleName": "app"})
    login = {"role_id": role.plain["roleId"], "secret_id": made.plain["secretId"]}
    assert rig.bao.call("POST", "auth/approle/login", login, expect=200)["auth"]["client_token"]
    rig.engine.delete(made)
    rig.bao.call("POST", "auth/approle/login", login, expect=400)


def test_a_policy_is_not_overwritten_where_that_is_forbidden(rig: Rig) -> None:
    rig.bao.call("POST", "sys/policies/acl/theirs", {"policy": 'path "x" { capabilities = ["read"] }'}, expect=204)
    inputs = {"name": "theirs", "policy": 'path "y" { capabilities = ["read"] }', "allowOverwrite": False}
    with pytest.raises(ProviderError, match="the policy theirs exists"):
        rig.engine.create("vault:index/policy:Policy", inputs)
    assert '"x"' in rig.bao.call("GET", "sys/policies/acl/theirs")["data"]["policy"]
    rig.bao.call("DELETE", "sys/policies/acl/theirs", expect=204)


def test_a_quota_that_this_server_has_not_is_told_in_words(rig: Rig) -> None:
    with pytest.raises(ProviderError, match=r"vault: .*sys/quotas/lease-count/global"):
        rig.engine.create("vault:index/quotaLeaseCount:QuotaLeaseCount", {"name": "global", "maxLeases": 10})
