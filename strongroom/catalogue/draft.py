"""A catalogue whose entries have the right shape, on its way through the rules."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from strongroom.catalogue.document import Document, subject_of
from strongroom.catalogue.problem import Problem

if TYPE_CHECKING:
    from strongroom.catalogue.secret import Secret
    from strongroom.catalogue.workspace import GithubRepositorySettings, Workspace


INHERITED = ("owner", "environments", "visibility", "destinations", "source")  # by a secret that says none


class Entry(NamedTuple):
    """A secret and the place of its declaration."""

    secret: Secret
    document: Document
    position: int  # among the secrets of its file
    workspace: Workspace | None  # None where the head of its file is wrong

    @property
    def where(self) -> str:
        """`catalogue/occ.yaml:14`, for messages about two entries."""
        return f"{self.document.file}:{self.document.line(('secrets', self.position))}"

    def inherits(self, field: str) -> bool:
        """Whether the workspace says it, and not the entry."""
        return field not in self.document.data["secrets"][self.position]

    def problem(self, message: str, remedy: str, *place: str | int) -> Problem:
        """A problem of this entry, at a field of it."""
        return Problem(
            file=self.document.file,
            line=self.document.line(("secrets", self.position, *place)),
            subject=subject_of({"path": self.secret.path}, self.position),
            message=message,
            remedy=remedy,
        )


@dataclass(frozen=True, slots=True)
class Head:
    """A workspace without its secrets, and its file."""

    workspace: Workspace
    document: Document

    def problem(self, message: str, remedy: str, *place: str | int) -> Problem:
        """A problem of the head, at a field of it."""
        return Problem(
            file=self.document.file,
            line=self.document.line(place or ("workspace",)),
            subject=f'workspace "{self.workspace.workspace}"',
            message=message,
            remedy=remedy,
        )


@dataclass(frozen=True, kw_only=True)
class Draft:
    """All files together, as far as their shape is right; no rule complains about what it can't see.

    `paths` are those of the entries with a wrong shape too; it is None where a file could not be read, and nothing is
    known about what it declares. `heads_whole` is False where a head is missing.
    """

    heads: tuple[Head, ...]
    entries: tuple[Entry, ...]
    paths: frozenset[str] | None
    heads_whole: bool

    @cached_property
    def by_path(self) -> dict[str, Entry]:
        """The first entry of each path."""
        found: dict[str, Entry] = {}
        for entry in self.entries:
            found.setdefault(entry.secret.path, entry)
        return found

    @cached_property
    def repositories(self) -> dict[str, GithubRepositorySettings]:
        """Every repository that a workspace declares."""
        return {
            name: settings
            for head in self.heads
            if head.workspace.github is not None
            for name, settings in head.workspace.github.repositories.items()
        }

    def workspaces(self) -> tuple[Workspace, ...]:
        """Every workspace with its secrets."""
        secrets: dict[str, list[Secret]] = {head.workspace.workspace: [] for head in self.heads}
        for entry in self.entries:
            secrets[entry.secret.workspace].append(entry.secret)
        return tuple(
            head.workspace.model_copy(update={"secrets": tuple(secrets[head.workspace.workspace])})
            for head in self.heads
        )

    @cached_property
    def organisations(self) -> frozenset[str]:
        """Every GitHub organisation that a workspace declares."""
        return frozenset(head.workspace.github.organisation for head in self.heads if head.workspace.github)
