"""What a handler gets, and what a refusal looks like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from local.stand_in.answers import Answer, RefusalError
from local.stand_in.answers import Endpoint as AnyEndpoint

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local.platforms.model import World


@dataclass(frozen=True, kw_only=True)
class Call:
    """One request: names from the path, query, headers in lower case, the body as it came."""

    world: World
    names: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


Endpoint = AnyEndpoint[Call]


def refused(refusal: RefusalError, headers: Mapping[str, str] | None = None) -> Answer:
    """Fly says `error`, Pulumi Cloud `code` and `message`; a client of either finds its own."""
    body = {"error": refusal.message, "code": refusal.status, "message": refusal.message}
    if refusal.errors:
        body["errors"] = refusal.errors
    return Answer(status=refusal.status, body=body, headers=dict(headers or {}))
