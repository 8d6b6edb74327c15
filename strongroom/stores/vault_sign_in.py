"""Signing in to Vault where nobody gave a token: no credential is stored anywhere.

From a workflow of GitHub Actions with the token of the run: the role (`STRONGROOM_VAULT_ROLE`) is bound to a repository
and to one of its environments by `VaultConfiguration`. https://docs.github.com/actions/concepts/security/openid-connect

With a key in KMS as the role that `STRONGROOM_VAULT_KEY_ROLE` names (decisions 43 and 45): who may sign with it comes
in. The shell of the local stack names the deployer, which writes values and sees versions, and reads no value.
"""

from __future__ import annotations

import os
from urllib.parse import urlsplit

import httpx

from strongroom.stores.errors import DeniedError
from strongroom.stores.opening import keep_apart
from strongroom.stores.vault import Vault, connection
from strongroom.stores.vault_errors import translated

METHOD = "github-actions"
_TIMEOUT = 10


def is_due() -> bool:
    """Whether this is a run that may sign in so: with a role, with a token to be had, and with none given already."""
    wanted = ("STRONGROOM_VAULT_ROLE", "ACTIONS_ID_TOKEN_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_TOKEN")
    return all(os.environ.get(name) for name in wanted) and not os.environ.get("VAULT_TOKEN")


def is_due_by_key() -> bool:
    """Whether a role is named whose key is in KMS, and no token was given."""
    return bool(os.environ.get("STRONGROOM_VAULT_KEY_ROLE")) and not os.environ.get("VAULT_TOKEN")


def open_by_key(environment: str, role: str | None = None) -> Vault:
    """Vault at VAULT_ADDR, as a role whose key we may sign with, else the one that is named; raises StoreError."""
    from strongroom.vault.cloud import Cloud
    from strongroom.vault.sign_in import audience, identity

    role = role or os.environ["STRONGROOM_VAULT_KEY_ROLE"]
    client = connection()
    keep_apart(environment, str(client.url), "VAULT_ADDR")  # before the token goes anywhere
    assertion = identity(Cloud(environment=environment), audience(str(client.url)), role)
    with translated(f"Vault ({client.url})"):
        client.auth.jwt.jwt_login(role=role, jwt=assertion, path=role)
    return Vault(environment, client)


def open_in_workflow(environment: str) -> Vault:
    """Vault at VAULT_ADDR, as the role of this run; raises StoreError."""
    client = connection()
    keep_apart(environment, str(client.url), "VAULT_ADDR")  # before the token goes anywhere
    place = f"Vault ({client.url})"
    assertion = _run_token(f"https://{urlsplit(str(client.url)).hostname}", place)
    with translated(place):
        client.auth.jwt.jwt_login(role=os.environ["STRONGROOM_VAULT_ROLE"], jwt=assertion, path=METHOD)
    return Vault(environment, client)


def _run_token(audience: str, place: str) -> str:
    """GitHub's token of this run, for one audience."""
    headers = {"Authorization": f"Bearer {os.environ['ACTIONS_ID_TOKEN_REQUEST_TOKEN']}"}
    url = httpx.URL(os.environ["ACTIONS_ID_TOKEN_REQUEST_URL"]).copy_merge_params({"audience": audience})
    try:
        with httpx.Client(timeout=_TIMEOUT) as client:
            answer = client.get(url, headers=headers)
            answer.raise_for_status()
            return str(answer.json()["value"])
    except (httpx.HTTPError, ValueError, KeyError):
        raise DeniedError(
            place=place,
            problem="GitHub gives this run no token to sign in with",
            way_out="give the job `permissions: {id-token: write}`",
        ) from None
