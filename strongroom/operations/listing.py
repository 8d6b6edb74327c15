"""The entries of a scope, each with whether the store has its value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from strongroom.operations.status import members_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from strongroom.catalogue import Catalogue, Secret, Workspace
    from strongroom.operations.scope import Scope
    from strongroom.operations.status import Measured

Presence = Literal["active", "missing", "deleted", "unknown"]


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One entry of the list. A value that the catalogue holds or that is computed counts as its source does."""

    secret: Secret
    workspace: Workspace
    status: Presence
    stored: datetime | None


def entries(
    catalogue: Catalogue,
    scope: Scope,
    measured: Mapping[str, Measured],
    *,
    workspace: str | None = None,
    project: str | None = None,
) -> list[Listed]:
    """What the scope has, of one workspace and of one project (`project/<name>/...`) or of all."""
    found = []
    for secret in catalogue.select(scope.rehearses):
        if workspace not in (None, secret.workspace):
            continue
        if project is not None and not secret.path.startswith(f"project/{project}/"):
            continue
        holds = measured[secret.workspace]
        found += [_listed(catalogue, member, holds) for member in members_of(secret, holds)]
    return found


def _listed(catalogue: Catalogue, secret: Secret, measured: Measured) -> Listed:
    entry = measured.entries.get(secret.derived_from() or secret.path)
    current = entry.current if entry else None
    status: Presence = "missing"
    if secret.source.origin == "constant":
        status = "active"
    elif measured.failure is not None:
        status = "unknown"
    elif entry is not None and entry.deletion is not None:
        status = "deleted"
    elif current is not None:
        status = "active"
    workspace = catalogue.workspace_of(secret)
    return Listed(secret=secret, workspace=workspace, status=status, stored=current.created if current else None)
