"""The deployer may send what the published vault plugin sends: on a real server, by its own policy and no other."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from components.vault.cluster.first_policies import first_policies
from local.plugins.differences import EVERY
from local.plugins.vault_facts import SIGN_IN
from strongroom import naming
from tests.local.providers_vault.server import Bao, running

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.real

# How the program names what it makes; `deployer` and `operator` are the cluster's own and not the program's to touch.
MOUNTS = ({"path": naming.KV_MOUNT, "mount": naming.KV_MOUNT},)
LOGINS = tuple(
    {"path": name, "backend": name, "roleName": "reader"} for name in ("approle", "github-actions", "people")
)
AWS = ({"path": "aws", "backend": "aws", "roleName": "reader"},)
NAMES: dict[str, tuple[dict[str, str], ...]] = {
    "vault:index/mount:Mount": MOUNTS,
    "vault:kv/secretBackendV2:SecretBackendV2": MOUNTS,
    "vault:index/policy:Policy": ({"name": "strongroom-production-mirror"},),
    "vault:index/quotaRateLimit:QuotaRateLimit": ({"name": "strongroom-production-logins"},),
    "vault:index/authBackend:AuthBackend": (LOGINS[0], *AWS),
    "vault:appRole/authBackendRole:AuthBackendRole": LOGINS[:1],
    "vault:jwt/authBackend:AuthBackend": LOGINS[1:],
    "vault:jwt/authBackendRole:AuthBackendRole": LOGINS[1:],
    "vault:aws/authBackendClient:AuthBackendClient": AWS,
    "vault:index/audit:Audit": ({"path": "file"}, {"path": "syslog"}),
}
NEEDED = {"GET": {"read"}, "POST": {"update"}, "DELETE": {"delete"}}
GUARDED = re.compile(r"sys/(auth/[^/]+|audit(/.*)?)")  # paths that ask for `sudo` beside


@pytest.fixture(scope="module")
def bao(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bao]:
    """A server that has the deployer's policy."""
    rules = first_policies("vault")["deployer"]  # also what HashiCorp's server alone has: audit devices, AWS
    with running(tmp_path_factory.mktemp("bao")) as found:
        found.call("POST", "sys/policies/acl/deployer", {"policy": rules}, expect=204)
        yield found


@pytest.fixture
def deployer(bao: Bao) -> Bao:
    """The server with a token as the cluster gives it to the deployer: fifteen minutes, its policy, the default one."""
    made = bao.call("POST", "auth/token/create", {"policies": ["deployer"], "ttl": "15m"}, expect=200)["auth"]
    return replace(bao, token=made["client_token"])


def test_the_plugin_gets_its_child_token_which_ends_with_the_deployers(bao: Bao, deployer: Bao) -> None:
    asked = {"ttl": "1200s", "explicit_max_ttl": "1200s", "display_name": "terraform", "renewable": False}
    made = deployer.call("POST", "auth/token/create", asked, expect=200)["auth"]
    child = replace(bao, token=made["client_token"])
    assert "deployer" in made["policies"]
    child.call("GET", "auth/token/lookup-self", expect=200)
    deployer.call("POST", "auth/token/revoke-self", expect=204)
    child.call("GET", "auth/token/lookup-self", expect=403)


@pytest.mark.parametrize("token", [one.token for one in EVERY if one.token in NAMES])
def test_every_request_of_the_plugin_is_allowed(token: str, bao: Bao, deployer: Bao) -> None:
    facts = next(one for one in EVERY if one.token == token)
    sent = {(method, path.format(**names)) for names in NAMES[token] for method, path in (*SIGN_IN, *facts.requests)}
    refused = []
    for method, path in sorted(sent):
        asked = {"token": deployer.token, "paths": [path]}
        allowed = {*bao.call("POST", "sys/capabilities", asked, expect=200)["data"][path]}
        if not allowed >= NEEDED[method] | ({"sudo"} if GUARDED.fullmatch(path) else set()):
            refused.append(f"{method} {path}")
    assert refused == []


def test_every_type_of_vault_has_its_names() -> None:
    assert {one.token for one in EVERY if one.token.startswith("vault:")} == NAMES.keys()
