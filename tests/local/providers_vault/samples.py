"""One example of every type: how it is made, what updates it, what replaces it, what drifts."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.local.providers_vault.server import Bao

# What a sample stands on, made with bare requests.
GROUNDS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "kv": ("sys/mounts/kv", {"type": "kv", "options": {"version": "2"}}),
    "approle": ("sys/auth/approle", {"type": "approle"}),
    "jwt": ("sys/auth/jwt", {"type": "jwt"}),
    "role": ("auth/approle/role/app", {}),
}


@dataclass(frozen=True, kw_only=True)
class Sample:
    """`update` and `replacement` are merged into `inputs`. `drift` is a write behind our back, and what it changes."""

    token: str
    inputs: Mapping[str, Any]
    id: str
    replacement: Mapping[str, Any]
    update: Mapping[str, Any] = field(default_factory=dict)
    stands_on: tuple[str, ...] = ()
    outputs: frozenset[str] = frozenset()
    delete_first: bool = False
    removal: str | None = None
    drift: tuple[str, Mapping[str, Any], str] | None = None

    @property
    def name(self) -> str:
        """What a test's name shows."""
        return self.token.removeprefix("vault:").rpartition(":")[0]

    def prepare(self, bao: Bao, folder: Path) -> dict[str, Any]:
        """Make what the sample stands on; gives its inputs, with a folder for what writes files."""
        for name in self.stands_on:
            bao.call("POST", GROUNDS[name][0], dict(GROUNDS[name][1]))
        text = json.dumps(dict(self.inputs)).replace("FOLDER", str(folder))
        return dict(json.loads(text))


def _data() -> str:
    return json.dumps({"password": secrets.token_urlsafe(), "port": 5432})


def public_key() -> str:
    """A key that tokens could be verified with; its private half is gone."""
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_bytes(serialization.Encoding.PEM, form).decode().strip()


_POLICY = 'path "kv/data/*" { capabilities = ["read"] }'
SAMPLES = (
    Sample(
        token="vault:index/mount:Mount",
        inputs={"path": "strongroom", "type": "kv", "options": {"version": "2"}, "description": "first"},
        id="strongroom",
        update={"description": "second", "maxLeaseTtlSeconds": 3600, "listingVisibility": "unauth"},
        replacement={"type": "transit"},
        outputs=frozenset({"accessor"}),
        removal="sys/mounts/strongroom",
        drift=("sys/mounts/strongroom/tune", {"description": "changed"}, "description"),
    ),
    Sample(
        token="vault:kv/secretV2:SecretV2",
        inputs={"mount": "kv", "name": "team/database", "dataJson": _data()},
        id="kv/data/team/database",
        update={"dataJson": _data(), "customMetadata": {"maxVersions": 5, "data": {"owner": "team"}}},
        replacement={"name": "team/other"},
        stands_on=("kv",),
        outputs=frozenset({"data", "metadata", "path"}),
        delete_first=True,
        removal="kv/metadata/team/database",
    ),
    Sample(
        token="vault:kv/secretBackendV2:SecretBackendV2",
        inputs={"mount": "kv", "maxVersions": 5, "casRequired": True, "deleteVersionAfter": 7200},
        id="kv/config",
        update={"maxVersions": 7, "deleteVersionAfter": 3600},
        replacement={"mount": "secret"},
        stands_on=("kv",),
        removal="sys/mounts/kv",
        drift=("kv/config", {"max_versions": 9}, "maxVersions"),
    ),
    Sample(
        token="vault:index/policy:Policy",
        inputs={"name": "reader", "policy": _POLICY},
        id="reader",
        update={"policy": _POLICY.replace("read", "list")},
        replacement={"name": "lister"},
        drift=("sys/policies/acl/reader", {"policy": _POLICY.replace("read", "sudo")}, "policy"),
    ),
    Sample(
        token="vault:index/authBackend:AuthBackend",
        inputs={"type": "userpass", "path": "people", "description": "first", "tune": {"maxLeaseTtl": "1h"}},
        id="people",
        update={"description": "second", "tune": {"maxLeaseTtl": "2h", "listingVisibility": "unauth"}},
        replacement={"type": "approle"},
        outputs=frozenset({"accessor"}),
        removal="sys/auth/people",
        drift=("sys/auth/people/tune", {"max_lease_ttl": "3h"}, "tune.maxLeaseTtl"),
    ),
    Sample(
        token="vault:appRole/authBackendRole:AuthBackendRole",
        inputs={
            "roleName": "app",
            "tokenPolicies": ["b", "a"],
            "tokenTtl": 600,
            "tokenNoDefaultPolicy": True,
            "tokenBoundCidrs": ["10.0.0.0/16"],
            "secretIdBoundCidrs": ["10.0.0.0/16", "10.1.0.0/16"],
            "secretIdTtl": 86_400,
        },
        id="auth/approle/role/app",
        update={"tokenPolicies": ["a"], "tokenTtl": 1200, "secretIdNumUses": 3},
        replacement={"roleName": "other"},
        stands_on=("approle",),
        outputs=frozenset({"roleId"}),
        removal="auth/approle/role/app",
        drift=("auth/approle/role/app", {"token_ttl": 60}, "tokenTtl"),
    ),
    Sample(
        token="vault:appRole/authBackendRoleSecretId:AuthBackendRoleSecretId",
        inputs={"roleName": "app", "metadata": '{"purpose":"test"}'},
        id="backend=approle::role=app::accessor=",
        replacement={"metadata": '{"purpose":"another"}'},
        stands_on=("approle", "role"),
        outputs=frozenset({"accessor", "secretId"}),
        removal="auth/approle/role/app",
    ),
    Sample(
        token="vault:jwt/authBackend:AuthBackend",
        inputs={"path": "github", "jwtValidationPubkeys": [public_key()], "boundIssuer": "first"},
        id="github",
        update={"boundIssuer": "second", "description": "workflows"},
        replacement={"type": "oidc"},
        outputs=frozenset({"accessor"}),
        removal="sys/auth/github",
    ),
    Sample(
        token="vault:jwt/authBackendRole:AuthBackendRole",
        inputs={
            "roleName": "mirror",
            "userClaim": "repository",
            "roleType": "jwt",
            "boundAudiences": ["strongroom"],
            "boundClaims": {"repository": "occ/site", "environment": "prod"},
            "tokenPolicies": ["reader"],
        },
        id="auth/jwt/role/mirror",
        update={"boundClaims": {"repository": "occ/other"}, "tokenTtl": 300},
        replacement={"roleName": "other"},
        stands_on=("jwt",),
        removal="auth/jwt/role/mirror",
        drift=("auth/jwt/role/mirror", {"user_claim": "sub", "role_type": "jwt", "bound_audiences": "x"}, "userClaim"),
    ),
    Sample(
        token="vault:index/audit:Audit",
        inputs={"type": "file", "path": "trail", "options": {"file_path": "FOLDER/audit.log"}},
        id="trail",
        replacement={"description": "another"},
        removal="sys/audit/trail",
    ),
    Sample(
        token="vault:index/quotaRateLimit:QuotaRateLimit",
        inputs={"name": "global", "rate": 1000.0, "path": "auth/approle/login"},
        stands_on=("approle",),
        id="global",
        update={"rate": 2000.5, "interval": 2},
        replacement={"path": ""},
        delete_first=True,
        removal="sys/quotas/rate-limit/global",
        drift=("sys/quotas/rate-limit/global", {"rate": 3000.0}, "rate"),
    ),
)
