"""The vault package: its tables put together."""

from __future__ import annotations

from typing import Final

from local.providers.preview_only import preview_only
from local.providers.resource import Package, table
from local.providers.vault import connection, jwt, kv, mounts, policies, roles

PACKAGE: Final = Package(
    name="vault",
    connect=connection.connect,
    types=table(*mounts.ROWS, *jwt.ROWS, *kv.ROWS, *policies.ROWS, *roles.ROWS),
    otherwise=preview_only,
    explain=connection.explain,
)
