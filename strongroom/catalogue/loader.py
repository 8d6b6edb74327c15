"""Reads a folder of YAML files into a catalogue, or says everything that is wrong with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from strongroom.catalogue.catalogue import Catalogue
from strongroom.catalogue.document import Document, read
from strongroom.catalogue.problem import CatalogueError, Problem
from strongroom.catalogue.secret import Secret
from strongroom.catalogue.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path


def load(directory: Path) -> Catalogue:
    """The catalogue in a folder.

    Raises CatalogueError with every problem of every file. Reads, and does nothing else.
    """
    problems: list[Problem] = []
    workspaces: list[Workspace] = []
    for path in sorted(directory.glob("*.yaml")):
        document, found = read(path, f"{directory.name}/{path.name}")
        problems += found
        if document is not None:
            workspaces += _workspace(document, problems)
    if problems:
        raise CatalogueError(tuple(problems))
    return Catalogue(workspaces=tuple(workspaces))


def _workspace(document: Document, problems: list[Problem]) -> list[Workspace]:
    data = dict(document.data)
    places = data.get("places", {})
    secrets = []
    environments = _github_environments(data)
    common = {k: data[k] for k in ("owner", "environments", "visibility", "destinations", "source") if k in data}
    for index, entry in enumerate(data.get("secrets", [])):
        whole = {**common, **entry, "workspace": data.get("workspace")}
        whole["destinations"] = [_placed(d, places, environments) for d in whole.get("destinations", [])]
        try:
            secrets.append(Secret.model_validate(whole))
        except ValidationError as error:
            problems += _translated(error, document, ("secrets", index))
    data["secrets"] = tuple(secrets)
    data["destinations"] = [_placed(d, places, environments) for d in data.get("destinations", [])]
    try:
        return [Workspace.model_validate(data)]
    except ValidationError as error:
        problems += _translated(error, document, ())
        return []


def _github_environments(data: dict[str, Any]) -> dict[str, dict[str, str]]:
    repositories = data.get("github", {}).get("repositories", {})
    return {
        repository: {settings["environment"]: name for name, settings in given.get("environments", {}).items()}
        for repository, given in repositories.items()
    }


def _placed(destination: Any, places: dict[str, Any], environments: dict[str, dict[str, str]]) -> Any:
    if isinstance(destination, str):
        destination = {"to": destination}
    named = places.get(destination.get("to"))
    if named is not None:
        destination = {**named, **destination, "to": named["to"]}
    if destination.get("to") == "github-environment" and "environments" not in destination:
        destination = {**destination, "environments": environments.get(destination.get("repository"), {})}
    return destination


def _translated(error: ValidationError, document: Document, place: tuple[str | int, ...]) -> list[Problem]:
    return [
        Problem(
            file=document.file,
            line=document.line((*place, *each["loc"])),
            subject=".".join(map(str, each["loc"])),
            message=each["msg"],
            remedy="see docs/catalogue.md",
        )
        for each in error.errors(include_url=False, include_input=False, include_context=False)
    ]
