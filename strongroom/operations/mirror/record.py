"""What the mirror keeps for itself in the store of record, and how such entries are marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom import naming

if TYPE_CHECKING:
    from strongroom.stores.contract import Record


def make_container(store: Record, path: str, description: str) -> None:
    """An empty entry with the tags that every entry has; does nothing where there is one."""
    tags = {
        "Project": naming.PROJECT,
        "Environment": store.environment,
        "Component": "mirror",
        "Owner": naming.PROJECT,
        "ManagedBy": naming.PROJECT,
    }
    store.create(path, description=description, tags=tags)
