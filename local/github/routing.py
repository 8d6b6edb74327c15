"""Finding the handler of a request among the route tables."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from starlette.routing import compile_path

from local.github import accounts, branch_policies, dispatches, environments, repositories, secrets, variables

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable

    from local.github.answers import Endpoint, Handler

TABLES = (accounts, repositories, environments, branch_policies, secrets, variables, dispatches)


class Routes:
    """Every endpoint, matched on the path as it was sent: an environment's name may hold an encoded slash."""

    def __init__(self, own: Iterable[Endpoint]) -> None:
        rows = [*own, *(row for table in TABLES for row in table.ENDPOINTS)]
        self._rows: list[tuple[str, re.Pattern[str], Handler]] = [
            (row.method, compile_path(row.path)[0], row.handler) for row in rows
        ]

    def find(self, method: str, path: str) -> tuple[Handler, dict[str, str]] | None:
        """The handler and the decoded names in the path; None where GitHub would say 404 (it has no 405)."""
        wanted = "GET" if method == "HEAD" else method
        for known, pattern, handler in self._rows:
            if known == wanted and (match := pattern.match(path)):
                return handler, {name: unquote(text) for name, text in match.groupdict().items()}
        return None
