"""Tells a channel of people something, by a webhook whose address is itself a value of the store."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx

from strongroom.stores.errors import RefusedError, UnreachableError

if TYPE_CHECKING:
    from pydantic import SecretStr

_TIMEOUT = httpx.Timeout(15)
_ERROR = 400


def announce(channel: str, webhook: SecretStr, text: str) -> None:
    """Post a text as Slack and its like take it; raises StoreError, with nothing of the address but its host."""
    place = f"{channel} ({urlsplit(webhook.get_secret_value()).hostname})"
    try:
        answer = httpx.post(webhook.get_secret_value(), json={"text": text}, timeout=_TIMEOUT)
    except httpx.HTTPError as error:
        raise UnreachableError(
            place=place, problem=f"no answer ({type(error).__name__})", way_out="check the network and repeat"
        ) from None
    if answer.status_code >= _ERROR:
        raise RefusedError(
            place=place, problem=f"it answered {answer.status_code}", way_out="check the webhook's address"
        )
