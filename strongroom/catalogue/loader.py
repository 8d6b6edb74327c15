"""Reads a folder of YAML files into a catalogue, or says everything that is wrong with them."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from strongroom.catalogue.assembly import assemble
from strongroom.catalogue.catalogue import Catalogue
from strongroom.catalogue.document import Document, read
from strongroom.catalogue.leaks import leaks
from strongroom.catalogue.problem import CatalogueError, Problem
from strongroom.catalogue.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Iterator


def load(directory: Path) -> Catalogue:
    """The catalogue in a folder of `<workspace>.yaml` files.

    Raises CatalogueError with every problem of every file at once. Reads, and does nothing else.
    """
    with _collector_paused():
        return _load(directory)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Reading makes a million objects and no circles; walking them again and again would take half of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _load(directory: Path) -> Catalogue:
    files, problems = _files(directory)
    documents: list[Document] = []
    for path in files:
        document, found = read(path, f"{_shown(directory)}/{path.name}")
        problems += found
        if document is not None:
            documents.append(document)
            problems += leaks(document)
    draft, found = assemble(documents, all_read=len(documents) == len(files))
    problems += found
    for rule in RULES:
        problems += rule(draft)
    if problems:
        raise CatalogueError(problems)
    return Catalogue(workspaces=draft.workspaces())


def _files(directory: Path) -> tuple[list[Path], list[Problem]]:
    """The files of a catalogue by name, and what is wrong with the folder itself."""
    name = _shown(directory)
    if not directory.is_dir():
        return [], [_of_folder(name, "there is no such folder", "name the catalogue's folder with --catalogue")]
    problems = [
        _of_folder(f"{name}/{path.name}", "the file would not be read", f"call it {path.stem}.yaml")
        for path in sorted(directory.glob("*.yml"))
    ]
    files = sorted(directory.glob("*.yaml"))
    if not files and not problems:
        problems.append(_of_folder(name, "the folder has no .yaml file", "add one file a workspace"))
    odd = [path for path in files if not path.is_file()]
    problems += [_of_folder(f"{name}/{path.name}", "not a file", "remove it or rename it") for path in odd]
    return [path for path in files if path not in odd], problems


def _shown(directory: Path) -> str:
    """The folder as people call it: from here where it is below, else by its own name."""
    here = Path.cwd()
    if not directory.is_absolute():
        return directory.as_posix()
    return directory.relative_to(here).as_posix() if directory.is_relative_to(here) else directory.name


def _of_folder(file: str, message: str, remedy: str) -> Problem:
    return Problem(file=file, line=1, message=message, remedy=remedy)
