"""Asks the stores of record what they have: one listing a store, values left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.operations.status import Measured
from strongroom.stores.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from strongroom.catalogue import Workspace
    from strongroom.catalogue.workspace import Store as Kind
    from strongroom.stores.contract import Store


def measure(workspaces: Iterable[Workspace], open_store: Callable[[Kind], Store]) -> Mapping[str, Measured]:
    """What the store of each workspace holds; a store that fails is told, and stops none of the others."""
    listings: dict[Kind, Measured] = {}
    found: dict[str, Measured] = {}
    for workspace in workspaces:
        if workspace.store not in listings:
            listings[workspace.store] = _listing(workspace.store, open_store)
        found[workspace.workspace] = listings[workspace.store]
    return found


def _listing(kind: Kind, open_store: Callable[[Kind], Store]) -> Measured:
    try:
        return Measured(entries={entry.path: entry for entry in open_store(kind).entries()})
    except StoreError as error:
        return Measured(entries={}, failure=str(error))
