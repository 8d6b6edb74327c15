"""What hvac and requests raise, as the errors of the contract. Nothing of the server's own message is passed on.

Status codes: https://developer.hashicorp.com/vault/api-docs#http-status-codes
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import hvac.exceptions as vault
import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from strongroom.stores.errors import (
    ConflictError,
    DeniedError,
    NotFoundError,
    RefusedError,
    StoreError,
    ThrottledError,
    UnreachableError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

# Repeating any request is safe: reads change nothing, writes are check-and-set.
_RETRY = Retry(
    total=4,
    connect=2,
    backoff_factor=0.3,
    status_forcelist=(412, 429, 502, 503),
    allowed_methods=None,
    raise_on_status=False,
    respect_retry_after_header=False,  # a server could ask for hours; the person decides that
)


def retry(session: requests.Session) -> None:
    """Let a session repeat what failed for a moment: a new leader, a limit, a standby that lags behind."""
    for scheme in ("https://", "http://"):
        session.mount(scheme, HTTPAdapter(max_retries=_RETRY))


@contextmanager
def translated(place: str) -> Iterator[None]:
    """Raise errors of the contract for those of the client."""
    try:
        yield
    except vault.VaultError as error:
        raise _from_answer(error, place) from None
    except requests.exceptions.SSLError:
        raise UnreachableError(
            place=place,
            problem="its TLS certificate is not trusted",
            way_out="set VAULT_CACERT to the CA that signed it",
        ) from None
    except (requests.exceptions.RequestException, OSError) as error:
        raise UnreachableError(
            place=place,
            problem=f"no answer ({type(error).__name__})",
            way_out="check the network and VAULT_ADDR; repeating the command is safe",
        ) from None


def _from_answer(error: vault.VaultError, place: str) -> StoreError:
    match error:
        case vault.Unauthorized() | vault.Forbidden():
            return DeniedError(
                place=place,
                problem="Vault denies it",
                way_out="sign in again (vault login), or ask for a policy on this path",
            )
        case vault.InvalidPath():
            return NotFoundError(
                place=place, problem="there is no such entry", way_out="check the path: strongroom status"
            )
        case vault.RateLimitExceeded():
            return ThrottledError(
                place=place, problem="Vault asks to slow down, through every retry", way_out="wait a minute and repeat"
            )
        case vault.InvalidRequest() if any("check-and-set" in text for text in error.errors or ()):
            return ConflictError(
                place=place, problem="somebody else stored a value meanwhile", way_out="look at it, then repeat"
            )
        case vault.InternalServerError() | vault.VaultNotInitialized() | vault.BadGateway() | vault.VaultDown():
            return UnreachableError(
                place=place,
                problem=f"Vault is sealed, not initialised or failing ({type(error).__name__})",
                way_out="look at its health (vault status), then repeat; repeating is safe",
            )
        case _:
            return RefusedError(
                place=place, problem=f"Vault refused it ({type(error).__name__})", way_out="see Vault's own log"
            )
