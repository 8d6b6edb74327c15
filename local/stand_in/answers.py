"""What a handler gives back, and the table in which a request finds its handler."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from urllib.parse import unquote

from starlette.routing import compile_path

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterable, Sequence

Call_contra = TypeVar("Call_contra", contravariant=True)  # what a stand-in's handlers get of a request


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A status and a body that the stand-in writes in its service's way; None is an empty body."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


class RefusalError(Exception):
    """An answer that is not a success; `message` and `errors` hold no value of the request."""

    def __init__(self, status: int, message: str, errors: Sequence[Any] = ()) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.errors = list(errors)


@dataclass(frozen=True, kw_only=True)
class Endpoint(Generic[Call_contra]):
    """One row of a table of routes: method, path below the root, handler."""

    method: str
    path: str
    handler: Callable[[Call_contra], Answer]


class Routes(Generic[Call_contra]):
    """Every endpoint, matched on the path as it was sent: a name in it may hold an encoded slash."""

    def __init__(self, rows: Iterable[Endpoint[Call_contra]]) -> None:
        self._rows: list[tuple[str, re.Pattern[str], Callable[[Call_contra], Answer]]] = [
            (row.method, compile_path(row.path)[0], row.handler) for row in rows
        ]

    def find(self, method: str, path: str) -> tuple[Callable[[Call_contra], Answer], dict[str, str]] | None:
        """The handler and the decoded names in the path; None is a 404 (there is no 405 at GitHub)."""
        wanted = "GET" if method == "HEAD" else method
        for known, pattern, handler in self._rows:
            if known == wanted and (match := pattern.match(path)):
                return handler, {name: unquote(text) for name, text in match.groupdict().items()}
        return None
