"""What a subcommand works with: the catalogue, the scope, the stores, the terminal."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from strongroom.catalogue import Catalogue, Secret, load
from strongroom.cli.terminal import Terminal
from strongroom.operations.journal import Journal, default_place
from strongroom.operations.problem import UseError
from strongroom.operations.scope import Scope

if TYPE_CHECKING:
    from pathlib import Path

    from strongroom.catalogue.workspace import Store as Kind
    from strongroom.stores.contract import Store


@dataclass
class Session:
    """One run of a subcommand."""

    directory: Path
    scope: Scope
    terminal: Terminal = field(default_factory=Terminal)

    @classmethod
    def open(cls, directory: Path, environment: str) -> Session:
        """Find the catalogue's folder; raises UseError where it is not there."""
        if not directory.is_dir():
            raise UseError(f"there is no folder {directory}; go to the project's folder, or use --catalogue DIR")
        return cls(directory, Scope(environment))

    @cached_property
    def catalogue(self) -> Catalogue:
        """Every entry; raises CatalogueError with all that is wrong."""
        return load(self.directory)

    @cached_property
    def journal(self) -> Journal:
        """The records of this user's writing commands."""
        return Journal(default_place())

    def entry(self, text: str) -> Secret:
        """The entry that a path, or a name that is unique here, means."""
        return self.scope.entry(self.catalogue, text)

    def store(self, secret: Secret) -> Store:
        """The store of record of an entry."""
        return self.open_store(self.catalogue.workspace_of(secret).store)

    def open_store(self, kind: Kind) -> Store:
        """A store of record in this scope."""
        from strongroom.stores.opening import open_store

        return open_store(kind, self.scope.environment)
