"""One labelled case."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """A text as a resource may hold it, the name that it is given to, and whether there is a secret in it."""

    family: str
    name: str
    text: str
    secret: bool
