"""Which server, which token, which namespace: what a provider's configuration says, and when it is used."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from local.providers.vault.connection import Settings
from tests.local.providers.engine import CheckFailedError, ProviderError, attached

if TYPE_CHECKING:
    from pathlib import Path

    from tests.local.providers_vault.conftest import Rig

pytestmark = pytest.mark.real
POLICY = "vault:index/policy:Policy"
INPUTS = {"name": "reader", "policy": 'path "x" { capabilities = ["read"] }'}


def _audited(rig: Rig, folder: Path) -> Path:
    trail = folder / "audit.log"
    rig.bao.call("POST", "sys/audit/trail", {"type": "file", "options": {"file_path": str(trail)}}, expect=204)
    return trail


def _requests(trail: Path) -> list[str]:
    entries = [json.loads(line) for line in trail.read_text().splitlines()]
    own = [entry["request"] for entry in entries if entry["type"] == "request"]
    return [f"{one['operation']} {one['path']}" for one in own if not one["path"].startswith("sys/audit")]


def test_nothing_is_called_before_something_has_to_be(rig: Rig, tmp_path: Path) -> None:
    trail = _audited(rig, tmp_path)
    rig.engine.configure(**rig.settings())
    rig.engine.preview(POLICY, INPUTS)
    assert _requests(trail) == []
    made = rig.engine.create(POLICY, INPUTS)
    rig.engine.refresh(made)
    first, second, *rest = _requests(trail)
    assert (first, second) == ("read auth/token/lookup-self", "update auth/token/create")
    assert not [one for one in rest if "auth/token" in one], "one login serves everything"
    rig.engine.delete(made)


def test_a_child_token_does_the_work_unless_that_is_forbidden(rig: Rig, tmp_path: Path) -> None:
    trail = _audited(rig, tmp_path)
    rig.engine.configure(**rig.settings(skipChildToken=True))
    rig.engine.delete(rig.engine.create(POLICY, INPUTS))
    assert "update auth/token/create" not in _requests(trail)
    assert Settings.of({}).lease == 1200, "the plugin's child lives for twenty minutes"


def test_providers_of_different_namespaces_live_side_by_side(rig: Rig) -> None:
    rig.bao.call("POST", "sys/namespaces/team", {}, expect=200)
    rig.engine.create(POLICY, INPUTS)
    with attached(rig.port) as other:
        other.configure(**rig.settings(namespace="team"))
        other.create(POLICY, {**INPUTS, "name": "theirs"})
    made = rig.engine.create(POLICY, {**INPUTS, "name": "ours", "namespace": "team"}, name="named")
    assert set(rig.bao.call("LIST", "team/sys/policies/acl")["data"]["keys"]) >= {"theirs", "ours"}
    assert "theirs" not in rig.bao.call("LIST", "sys/policies/acl")["data"]["keys"]
    rig.engine.delete(made)
    assert "ours" not in rig.bao.call("LIST", "team/sys/policies/acl")["data"]["keys"]
    for path in ("sys/policies/acl/reader", "sys/namespaces/team"):
        rig.bao.call("DELETE", path)


def test_a_wrong_token_is_told_and_not_shown(rig: Rig) -> None:
    token = rig.bao.token[::-1]
    rig.engine.configure(**rig.settings(token=token))
    with pytest.raises(ProviderError, match="permission denied") as failed:
        rig.engine.create(POLICY, INPUTS)
    assert token not in str(failed.value)
    assert token not in repr(Settings.of({"token": token}))


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"address": "https://vault.example.com:8200"}, "not a loopback address"),
        ({"address": "http://127.0.0.1:1"}, "no answer"),
        ({"token": "", "authLoginAws": {"role": "x"}}, "knows no authLoginAws; give it a token"),
    ],
)
def test_where_nothing_can_be_done_previews_still_work(rig: Rig, settings: dict[str, Any], reason: str) -> None:
    rig.engine.configure(**rig.settings(**settings))
    rig.engine.preview(POLICY, INPUTS)
    with pytest.raises(ProviderError, match=reason):
        rig.engine.create(POLICY, INPUTS)


def test_a_type_that_no_local_server_has_can_be_previewed_and_no_more(rig: Rig) -> None:
    token, inputs = "vault:aws/authBackendClient:AuthBackendClient", {"backend": "aws", "iamServerIdHeaderValue": "x"}
    assert rig.engine.preview(token, inputs)["backend"] == "aws"
    with pytest.raises(CheckFailedError, match="backnd: unknown property; did you mean backend"):
        rig.engine.preview(token, {"backnd": "aws"})
    with pytest.raises(ProviderError, match="can only be previewed"):
        rig.engine.create(token, inputs)
    with pytest.raises(ProviderError, match="has no resource type"):
        rig.engine.preview("vault:index/none:None", {})
