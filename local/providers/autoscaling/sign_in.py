"""How the local vault provider gets in: as the deployer, by a short-lived token that a key in KMS signs for.

A group that has become a cluster leaves its address, its authority and the name of its deployer key (nothing secret)
in the cloud's directory. Who may sign with that key in the emulator may sign in; the token lives for minutes.
"""

from __future__ import annotations

import base64
import json
import os
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import boto3
import hvac
from hvac.exceptions import VaultError

from local.cloud.paths import locate
from local.providers.autoscaling.host import decode

if TYPE_CHECKING:
    from pathlib import Path

    from local.providers.autoscaling.fleet import Fleet, Template

_FILE: Final = "vault.json"
_SECONDS: Final = 300


class SignInError(Exception):
    """There is no cluster to sign in to, or it refused."""


def keep(template: Template, fleet: Fleet, dynamodb: Any) -> None:
    """Note where the cluster is, who vouches for its certificates and which key signs for the deployer."""
    settings = _settings(template)
    item = dynamodb.get_item(TableName=settings["table"], Key={"id": {"S": "certificate-authority"}})["Item"]
    authority = _authority()
    authority.write_text(item["value"]["S"])
    told = {
        "address": f"https://{fleet.machines()[0].address}:8200",
        "authority": str(authority),
        "audience": settings["server_name"],
        "subject": settings["deployer_subject"],
        "key": settings["deployer_key"],
        "endpoint": fleet.endpoint,
        "region": fleet.region,
    }
    _place().write_text(json.dumps(told, indent=1, sort_keys=True))


def exports(template: Template, address: str) -> dict[str, str]:
    """What a shell of this cloud needs to reach the cluster by this machine. No token: whoever asks signs in.

    The command does so as the deployer, who may write values: `strongroom mirror` needs nothing else.
    """
    return {
        "VAULT_ADDR": f"https://{address}:8200",
        "VAULT_CACERT": str(_authority()),
        "VAULT_TLS_SERVER_NAME": str(_settings(template)["server_name"]),
        "STRONGROOM_VAULT_KEY_ROLE": "deployer",
    }


def cluster() -> dict[str, str]:
    """The running cluster: `address` (its leader's), `authority` (a file), `audience`, `key`.

    Raises:
        SignInError: none has been made here yet.
    """
    try:
        told: dict[str, str] = json.loads(_place().read_text())
    except FileNotFoundError:
        raise SignInError("no Vault cluster runs in this local cloud yet; `make up` makes one") from None
    return {**told, "address": _leader(told)}


def _leader(told: dict[str, str]) -> str:
    """The leader's address, which has a door of its own on AWS (decision 92); the first node's where nobody says."""
    client: Any = hvac.Client(url=told["address"], verify=told["authority"], timeout=5)
    with suppress(VaultError, OSError):
        return str(client.sys.read_leader_status()["leader_address"] or told["address"])
    return told["address"]


def sign_in() -> str:
    """A token of the deployer, good for fifteen minutes.

    Raises:
        SignInError: no cluster, or it refused.
    """
    told = cluster()
    now = int(time.time())
    claims = {"sub": told["subject"], "aud": told["audience"], "iat": now, "exp": now + _SECONDS}
    client = hvac.Client(url=told["address"], verify=told["authority"], timeout=30)
    try:
        signed = signed_token(_kms(told), told["key"], claims)
        answer = client.auth.jwt.jwt_login(role="deployer", jwt=signed, path="deployer", use_token=False)
    except VaultError as problem:
        raise SignInError(f"the cluster refused the deployer: {type(problem).__name__}") from None
    return str(answer["auth"]["client_token"])


def signed_token(kms: Any, key: str, claims: dict[str, Any]) -> str:
    """A JSON web token whose signature KMS makes with an RSA key."""
    parts = [_encoded(json.dumps(part).encode()) for part in ({"alg": "RS256", "typ": "JWT"}, claims)]
    signature = kms.sign(
        KeyId=key,
        Message=".".join(parts).encode(),
        MessageType="RAW",
        SigningAlgorithm="RSASSA_PKCS1_V1_5_SHA_256",
    )["Signature"]
    return ".".join([*parts, _encoded(signature)])


def _kms(told: dict[str, str]) -> Any:
    return boto3.client(
        "kms",
        endpoint_url=told["endpoint"],
        region_name=told["region"],
        aws_access_key_id=os.environ.get("AWS_ACCESS_KEY_ID", "local"),
        aws_secret_access_key=os.environ.get("AWS_SECRET_ACCESS_KEY", "local"),
    )


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _settings(template: Template) -> dict[str, Any]:
    """What the template tells its nodes."""
    files = {file["path"]: file["content"] for file in decode(template.user_data)["write_files"]}
    settings: dict[str, Any] = json.loads(files["/etc/strongroom/node.json"])
    return settings


def _authority() -> Path:
    return locate(None).directory / "vault-ca.pem"


def _place() -> Path:
    return locate(None).directory / _FILE
