"""What a handler gets and what it gives back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

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


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A status and a body: text as it is, anything else as JSON, None as nothing."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


Handler = Callable[[Call], Answer]
Endpoint = tuple[str, str, Handler]  # method, path, handler


class RefusalError(Exception):
    """An answer that is not a success; `message` holds nothing of the request."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
