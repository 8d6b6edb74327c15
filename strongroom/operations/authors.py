"""Who wrote a version, where the store itself does not say: what this machine's journal recorded."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from strongroom.operations.journal import Journal
    from strongroom.stores.contract import Version


def with_authors(versions: Iterable[Version], journal: Journal) -> list[Version]:
    """The versions, each with its author as far as anybody knows."""
    noted = {
        record["version"]: record["author"]
        for record in journal.records()
        if record.get("version") and record.get("author")
    }
    return [version if version.author else replace(version, author=noted.get(version.id)) for version in versions]
