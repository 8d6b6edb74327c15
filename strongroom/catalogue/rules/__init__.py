"""What a catalogue has to fulfil beyond its shape: one module a subject, each a function from a draft to problems."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.catalogue.rules import (
    arrivals,
    descriptions,
    destinations,
    kinds,
    names,
    paths,
    platforms,
    relations,
    rotations,
    sources,
    statuses,
    workspaces,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from strongroom.catalogue.draft import Draft
    from strongroom.catalogue.problem import Problem

RULES: tuple[Callable[[Draft], Iterator[Problem]], ...] = (
    workspaces.check,
    paths.check,
    names.check,
    descriptions.check,
    kinds.check,
    sources.check,
    rotations.check,
    destinations.check,
    platforms.check,
    arrivals.check,
    statuses.check,
    relations.check,
)
