"""The github package: its tables put together."""

from __future__ import annotations

from typing import Final

from local.providers.github import connection, environments, functions, repository, secrets, selection, variables
from local.providers.preview_only import preview_only
from local.providers.resource import Package, table

PACKAGE: Final = Package(
    name="github",
    connect=connection.connect,
    types=table(*environments.ROWS, *secrets.ROWS, *variables.ROWS, *selection.ROWS, *repository.ROWS),
    functions=functions.FUNCTIONS,
    otherwise=preview_only,
    explain=connection.explain,
)
