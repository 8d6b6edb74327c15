"""What is open: a token of Vault that is never shown nor written down, which reads and is revoked when it is done."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import hvac

from strongroom.stores.errors import DeniedError, NotFoundError, RefusedError, StoreError
from strongroom.stores.vault import Vault
from strongroom.stores.vault_errors import retry

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic import SecretStr

    from strongroom.vault.client import Client

MOUNT = "break-glass"  # as components/break_glass/login.py mounts it
_PATIENCE = 10


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A way in. `seconds`: how long the server keeps it open at the most; `name`: as the audit log calls it."""

    client: Client
    name: str
    seconds: int
    environment: str

    def value(self, path: str) -> SecretStr:
        """The current value of an entry; raises StoreError."""
        authorities = os.environ.get("VAULT_CACERT") or True
        vault = hvac.Client(self.client.address, self.client.token, verify=authorities, timeout=_PATIENCE)
        retry(vault.session)
        return Vault(self.environment, vault).get(path)


@contextmanager
def opened(client: Client, login: Mapping[str, Any], *, request: str, environment: str) -> Iterator[Opened]:
    """Go in by what the function signed, and out again, whatever happens within; raises StoreError."""
    inside, auth = log_in(client, login)
    try:
        yield Opened(
            client=inside,
            name=f"{MOUNT}-{request}",
            seconds=int(auth["lease_duration"]),
            environment=environment,
        )
    finally:
        with suppress(StoreError):  # it ends by itself
            inside.write("auth/token/revoke-self")


def end_at_once(client: Client, login: Mapping[str, Any]) -> None:
    """Shut what a request has open, by what the function signed, and nothing of any other; raises StoreError.

    All tokens of the request belong to one entity in Vault, and this login to the same: it shuts that, so that none of
    them does anything any more, nor any that somebody would still get. Again is no fault: a shut one lets nobody in.
    """
    try:
        inside, auth = _sign_in(client, login)
    except DeniedError:
        if _has_the_role(client, login):
            return
        raise _not_let_in(client) from None
    except (RefusedError, NotFoundError):
        raise _not_let_in(client) from None
    inside.write(f"identity/entity/id/{auth['entity_id']}", disabled=True)


def log_in(client: Client, login: Mapping[str, Any]) -> tuple[Client, dict[str, Any]]:
    """The client with a token, and what the server says of it."""
    try:
        return _sign_in(client, login)
    except (DeniedError, RefusedError, NotFoundError):
        raise _not_let_in(client) from None


def _sign_in(client: Client, login: Mapping[str, Any]) -> tuple[Client, dict[str, Any]]:
    auth = dict(client.write(f"auth/{MOUNT}/login", role=login["role"], jwt=login["jwt"])["auth"])
    return client.signed_in(str(auth["client_token"])), auth


def _has_the_role(client: Client, login: Mapping[str, Any]) -> bool:
    """Whether it was this entity that was denied: a server with the role refuses (400) what is no token at all."""
    try:
        client.write(f"auth/{MOUNT}/login", role=login["role"], jwt="none")
    except RefusedError:
        return True
    except (DeniedError, NotFoundError):
        pass
    return False


def _not_let_in(client: Client) -> DeniedError:
    return DeniedError(
        place=client.place,
        problem="it does not let break-glass in",
        way_out="repeat the command within the minute; pulumi up tells Vault the key (docs/vault.md, Break-glass)",
    )
