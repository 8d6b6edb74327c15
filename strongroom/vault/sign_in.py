"""How somebody who looks after the cluster gets in: with VAULT_TOKEN, else with a token that a key in KMS signs for.

Whoever may call `kms:Sign` with the key of a role makes a JSON web token of five minutes and gets a Vault token of
fifteen; the commands revoke theirs when they end. CloudTrail has every signature and its author.
"""

from __future__ import annotations

import os
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from strongroom.operations.problem import UseError
from strongroom.stores.errors import DeniedError, NotFoundError, RefusedError, StoreError
from strongroom.vault.client import Client
from strongroom.web_token import web_token

if TYPE_CHECKING:
    from collections.abc import Iterator

    from strongroom.vault.cloud import Cloud

OPERATOR = "operator"
DEPLOYER = "deployer"
_SECONDS = 300


def door(environment: str) -> Client:
    """The cluster as VAULT_ADDR and VAULT_CACERT say, not signed in.

    Raises:
        UseError: VAULT_ADDR is not set, is no https address, or VAULT_CACERT can't be read.
        WrongPlaceError: the address does not belong to the environment.
    """
    from strongroom.stores.opening import keep_apart

    address = os.environ.get("VAULT_ADDR", "").rstrip("/")
    if not address.startswith("https://"):
        raise UseError("VAULT_ADDR is no https:// address; set it, or use the local cluster's shell (make shell)")
    keep_apart(environment, address, "VAULT_ADDR")
    file = os.environ.get("VAULT_CACERT")
    try:
        return Client(address=address, authorities=Path(file).read_text(encoding="ascii") if file else "")
    except (OSError, UnicodeDecodeError):
        raise UseError(f"VAULT_CACERT names {file}, which can't be read as a PEM file") from None


@contextmanager
def signed_in(client: Client, cloud: Cloud) -> Iterator[Client]:
    """The client with a token: the one that is given, or a short-lived one that is revoked at the end.

    Raises:
        StoreError: KMS did not sign, or the cluster refused.
    """
    given = os.environ.get("VAULT_TOKEN")
    if given:
        yield client.signed_in(given)
        return
    ours = log_in(client, identity(cloud, audience(client.address)))
    try:
        yield ours
    finally:
        with suppress(StoreError):  # it ends by itself
            ours.write("auth/token/revoke-self")


def awaited(client: Client, cloud: Cloud, role: str, seconds: float) -> str:
    """A token of a role, once the cluster lets it in; asked again and again for so long.

    Raises:
        StoreError: it does not in that time.
    """
    deadline = time.monotonic() + seconds
    while True:
        try:
            return log_in(client, identity(cloud, audience(client.address), role), role).token
        except StoreError:
            if time.monotonic() > deadline:
                raise
        time.sleep(2)


def log_in(client: Client, signed: str, role: str = OPERATOR) -> Client:
    """The client in a role, for a signed identity."""
    try:
        answer = client.write(f"auth/{role}/login", role=role, jwt=signed)
    except (DeniedError, RefusedError, NotFoundError):
        raise DeniedError(
            place=client.place,
            problem=f"it does not let the {role} in",
            way_out=f"the cluster must know the {role} key (docs/vault.md, Signing in), or set VAULT_TOKEN",
        ) from None
    return client.signed_in(str(answer["auth"]["client_token"]))


def identity(cloud: Cloud, audience: str, role: str = OPERATOR) -> str:
    """A JSON web token of a role whose signature KMS makes."""
    now = int(time.time())
    claims = {"sub": role, "aud": audience, "iat": now, "exp": now + _SECONDS}
    return web_token(claims, lambda text: cloud.sign(role, text))


def audience(address: str) -> str:
    """The name that the cluster knows itself by: VAULT_TLS_SERVER_NAME, else the address's host."""
    return os.environ.get("VAULT_TLS_SERVER_NAME") or str(urlsplit(address).hostname)


def facts(client: Client) -> dict[str, Any]:
    """Who the token is, for records: never the token."""
    with suppress(StoreError):
        data = client.read("auth/token/lookup-self")["data"]
        return {"identity": str(data["display_name"])}
    return {}
