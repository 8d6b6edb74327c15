"""What a subcommand works with: the catalogue, the scope, the stores, the terminal."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from strongroom.catalogue import Catalogue, Secret, load
from strongroom.catalogue.nearest import is_harmless
from strongroom.cli.terminal import Terminal
from strongroom.operations.active_scope import ActiveScope, chosen
from strongroom.operations.journal import Journal, default_place
from strongroom.operations.problem import InputError, UseError
from strongroom.operations.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from strongroom.catalogue import Workspace
    from strongroom.catalogue.workspace import Store as Kind
    from strongroom.operations.put import Put
    from strongroom.operations.settings import Settings
    from strongroom.operations.status import Measured
    from strongroom.stores.contract import Store


@dataclass
class Session:
    """One run of a subcommand."""

    directory: Path
    given: str | None  # environment
    terminal: Terminal = field(default_factory=Terminal)
    _stores: dict[Kind, Store] = field(default_factory=dict)
    _announced: set[str] = field(default_factory=set)

    @classmethod
    def open(cls, directory: Path, environment: str | None) -> Session:
        """Find the catalogue's folder; raises UseError where it is not there."""
        if not directory.is_dir():
            raise UseError(f"there is no folder {directory}; go to the project's folder, or use --catalogue DIR")
        return cls(directory, environment)

    @cached_property
    def active(self) -> ActiveScope | None:
        """The scope that was chosen for this catalogue."""
        return chosen(self.directory)

    @cached_property
    def scope(self) -> Scope:
        """Where this run acts: what was given, else the active scope; raises UseError where there is neither."""
        environment = self.given or (self.active.environment if self.active else None)
        if environment is None:
            raise UseError(
                "no environment is given; use --environment ENVIRONMENT, or choose a scope:"
                " strongroom scope use WORKSPACE --environment ENVIRONMENT"
            )
        return Scope(environment, self.active.workspace if self.active else None)

    def banner(self) -> str:
        """The active scope in the words that everybody knows."""
        return self.scope.banner(self.workspace(self.scope.workspace or ""))

    @cached_property
    def settings(self) -> Settings:
        """What the organisation says about itself."""
        from strongroom.operations.settings import load_settings

        return load_settings(self.directory)

    def workspace(self, name: str) -> Workspace:
        """A workspace by its name; raises InputError."""
        found = next((one for one in self.catalogue.workspaces if one.workspace == name), None)
        if found is None:
            known = ", ".join(one.workspace for one in self.catalogue.workspaces)
            named = f'workspace "{name}"' if is_harmless(name) else "such workspace"  # it may be a misplaced value
            raise InputError(f"there is no {named}; there are {known}")
        return found

    @cached_property
    def catalogue(self) -> Catalogue:
        """Every entry; raises CatalogueError with all that is wrong."""
        catalogue = load(self.directory)
        self.terminal.keep(word for secret in catalogue.secrets for word in (secret.path, secret.name))
        return catalogue

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

    def for_writing(self, secret: Secret) -> Store:
        """The store of record of an entry, after the scope was shown and the role was held against who we are."""
        from strongroom.operations.role import demand_role

        workspace = self.catalogue.workspace_of(secret)
        store = self.open_store(workspace.store)
        if workspace.workspace not in self._announced:
            self.terminal.tell(self.scope.banner(workspace))
            demand_role(workspace, self.scope.environment, self.settings, store.caller)
            self._announced.add(workspace.workspace)
        return store

    def begin_put(self, secret: Secret) -> Put:
        """A put of an entry, in its store, after the scope was shown and the role was checked."""
        from strongroom.operations.put import Put

        return Put(
            secret=secret,
            scope=self.scope,
            store=self.for_writing(secret),
            journal=self.journal,
            family=self.catalogue.secret(secret.path) is None,
            probes=self.settings.probes,
        )

    def measure(self, workspaces: Sequence[Workspace]) -> Mapping[str, Measured]:
        """What the stores of some workspaces hold."""
        from strongroom.operations.measure import measure

        return measure(workspaces, self.open_store)

    def end(self, measured: Mapping[str, Measured]) -> None:
        """Tell of every store that could not be asked, and end with the exit code for that."""
        import typer

        failures = dict.fromkeys(one.failure for one in measured.values() if one.failure)
        for failure in failures:
            self.terminal.tell(failure)
        if failures:
            raise typer.Exit(3)

    def open_store(self, kind: Kind) -> Store:
        """A store of record in this scope; opened once."""
        from strongroom.stores.opening import open_store

        if kind not in self._stores:
            self._stores[kind] = open_store(kind, self.scope.environment)
        return self._stores[kind]
