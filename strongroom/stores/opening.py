"""Opens the store of record of a workspace, and keeps rehearsal and reality apart while doing so.

The local environment talks to loopback only, staging and production never do. What is judged is the URL that the
client will really use, not the variable that should have set it.
"""

from __future__ import annotations

import ipaddress
import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from strongroom.stores.errors import WrongPlaceError

if TYPE_CHECKING:
    from strongroom.catalogue.workspace import Store as Kind
    from strongroom.stores.contract import Store

LOCAL = "local"
_VARIABLES = {"secrets-manager": "AWS_ENDPOINT_URL", "vault": "VAULT_ADDR"}


def open_store(kind: Kind, environment: str) -> Store:
    """The store of a kind, for one environment (`local`, `staging`, `production`); raises WrongPlaceError."""
    store = _open(kind, environment)
    keep_apart(environment, store.endpoint, _VARIABLES[kind])
    return store


def _open(kind: Kind, environment: str) -> Store:
    if kind == "vault":
        from strongroom.stores import vault_sign_in
        from strongroom.stores.vault import Vault

        if vault_sign_in.is_due():
            return vault_sign_in.open_in_workflow(environment)
        return vault_sign_in.open_by_key(environment) if vault_sign_in.is_due_by_key() else Vault.open(environment)
    from strongroom.stores.secrets_manager import SecretsManager

    return SecretsManager.open(environment)


def keep_apart(environment: str, endpoint: str, variable: str) -> None:
    """Raise WrongPlaceError where rehearsal would reach a real store, or reality a rehearsal."""
    loopback = is_loopback(endpoint)
    if environment == LOCAL and not loopback:
        raise WrongPlaceError(
            place=f"environment {environment}",
            problem=f"requests would go to {_host(endpoint)}, which is not this machine",
            way_out=f'start the local cloud and set {variable}: make up, then eval "$(python -m local env)"',
        )
    if environment != LOCAL and loopback:
        raise WrongPlaceError(
            place=f"environment {environment}",
            problem=f"requests would go to {_host(endpoint)}, a rehearsal on this machine",
            way_out=f"unset {variable} (a shell of the local cloud sets it), or use --environment {LOCAL}",
        )


def is_loopback(url: str) -> bool:
    """Whether a URL stays on this machine, by whatever name: 127.0.0.0/8, ::1, 0.0.0.0, or a name for one of them."""
    try:
        found = socket.getaddrinfo(_host(url), None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return False
    return any(_stays_here(str(address[0])) for *_, address in found)


def _stays_here(text: str) -> bool:
    address = ipaddress.ip_address(text.partition("%")[0])
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback or address.is_unspecified


def _host(url: str) -> str:
    return urlsplit(url).hostname or url
