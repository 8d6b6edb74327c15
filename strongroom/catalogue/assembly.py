"""Documents become workspaces and entries: defaults and named places are filled in, shapes are checked.

A mistake in one entry hides no other: each is read on its own, and the rules see all that have the right shape.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from strongroom.catalogue.destination import GithubEnvironment
from strongroom.catalogue.document import UNREADABLE, Document, subject_of
from strongroom.catalogue.draft import INHERITED, Draft, Entry, Head
from strongroom.catalogue.nearest import is_harmless, shown
from strongroom.catalogue.problem import Problem
from strongroom.catalogue.secret import Secret
from strongroom.catalogue.shape import Flaw, flaws
from strongroom.catalogue.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

_Environments = dict[str, dict[str, str]]  # repository -> catalogue environment -> GitHub environment


def assemble(documents: Collection[Document], *, all_read: bool) -> tuple[Draft, list[Problem]]:
    """All documents as one draft, and what is wrong with their shapes."""
    problems: list[Problem] = []
    bodies = [_Body(document, problems) for document in documents]
    heads = tuple(Head(body.workspace, body.document) for body in bodies if body.workspace is not None)
    environments = _environments(heads)
    entries = tuple(entry for body in bodies for entry in body.entries(environments))
    paths = frozenset(path for body in bodies for path in body.paths())
    draft = Draft(
        heads=heads,
        entries=entries,
        paths=paths if all_read else None,
        heads_whole=all_read and len(heads) == len(documents),
    )
    return draft, problems


def _environments(heads: Iterable[Head]) -> _Environments:
    return {
        repository: {environment.environment: name for name, environment in settings.environments.items()}
        for head in heads
        if head.workspace.github is not None
        for repository, settings in head.workspace.github.repositories.items()
    }


class _Body:
    """One document on its way: its head first, then, when all heads are known, its entries."""

    def __init__(self, document: Document, problems: list[Problem]) -> None:
        self.document = document
        self.problems = problems
        places = document.data.get("places")
        self.places: dict[str, Any] = places if isinstance(places, dict) else {}
        self.workspace = self._head()

    def _head(self) -> Workspace | None:
        data = dict(self.document.data)
        if isinstance(data.get("secrets"), list):
            data["secrets"] = ()
        if isinstance(data.get("destinations"), list):
            data["destinations"] = [self._placed(each, {}) for each in data["destinations"]]
        try:
            return Workspace.model_validate(data)
        except ValidationError as error:
            name = data.get("workspace")
            subject = shown("workspace", name) if isinstance(name, str) and is_harmless(name) else ""
            self._note(flaws(error, Workspace, data, self.places), subject)
            return None

    def paths(self) -> Iterator[str]:
        """Every path that the document declares, whatever else is wrong with the entry."""
        given = self.document.data.get("secrets")
        for each in given if isinstance(given, list) else ():
            path = each.get("path") if isinstance(each, dict) else None
            if isinstance(path, str):
                yield path

    def entries(self, environments: _Environments) -> Iterator[Entry]:
        """Every entry of the right shape; the others are noted."""
        given = self.document.data.get("secrets")
        common = self._common(environments)
        for index, each in enumerate(given if isinstance(given, list) else ()):
            if isinstance(each, dict):
                secret = self._secret(index, each, common, environments)
                if secret is not None:
                    yield Entry(secret, self.document, index, self.workspace)
            elif each is not UNREADABLE:
                flaw = Flaw(place=(), message="not a mapping", remedy="start each secret with - path: ...")
                self._note([flaw], subject_of(each, index), index)

    def _common(self, environments: _Environments) -> dict[str, Any]:
        """What a secret has that says nothing; validated once, where the head is right."""
        data, workspace = self.document.data, self.workspace
        name = data.get("workspace")
        common = {key: data[key] for key in INHERITED if key in data}
        if workspace is not None:
            common |= {key: getattr(workspace, key) for key in common}
            common["destinations"] = tuple(_filled(each, environments) for each in workspace.destinations)
        return common | {"workspace": name if isinstance(name, str) else ""}

    def _secret(
        self, index: int, given: dict[str, Any], common: dict[str, Any], environments: _Environments
    ) -> Secret | None:
        whole = {**common, **given}
        destinations = given.get("destinations")
        if isinstance(destinations, list):
            whole["destinations"] = [self._placed(each, environments) for each in destinations]
        try:
            if "workspace" not in given:
                return Secret.model_validate(whole)
            Secret.model_validate(whole | {"workspace": ""})
            found = []
        except ValidationError as error:
            found = flaws(error, Secret, whole, self.places)
        if "workspace" in given:
            found.append(Flaw(place=("workspace",), message="workspace is unknown here", remedy="leave it out"))
        own = [each for each in found if not self._told_by_head(each, given, common)]
        self._note(own, subject_of(given, index), index)
        return None

    def _told_by_head(self, flaw: Flaw, given: dict[str, Any], common: dict[str, Any]) -> bool:
        key = flaw.place[0] if flaw.place else None
        return self.workspace is None and key not in given and (key in common or key in INHERITED)

    def _placed(self, destination: Any, environments: _Environments) -> Any:
        """A destination with its named place written out and its GitHub environments filled in."""
        if isinstance(destination, str):
            destination = {"to": destination}
        if not isinstance(destination, dict):
            return destination
        to = destination.get("to")
        place = self.places.get(to) if isinstance(to, str) else None
        if isinstance(place, dict):
            destination = {**place, **destination, "to": place.get("to")}
            to = destination["to"]
        if to == "github-environment" and "environments" not in destination:
            repository = destination.get("repository")
            known = environments.get(repository) if isinstance(repository, str) else None
            if known:
                destination = {**destination, "environments": known}
        return destination

    def _note(self, found: Iterable[Flaw], subject: str, index: int | None = None) -> None:
        start: tuple[str | int, ...] = () if index is None else ("secrets", index)
        self.problems += [
            Problem(
                file=self.document.file,
                line=self.document.line((*start, *flaw.place)),
                subject=subject,
                message=flaw.message,
                remedy=flaw.remedy,
            )
            for flaw in found
        ]


def _filled(destination: Any, environments: _Environments) -> Any:
    if isinstance(destination, GithubEnvironment) and destination.environments is None:
        known = environments.get(destination.repository)
        return destination.model_copy(update={"environments": known}) if known else destination
    return destination
