"""A source fits what the entry says about its value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.catalogue.leaks import looks_random
from strongroom.catalogue.source import Constant, Derived, External, Generated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from strongroom.catalogue.draft import Draft, Entry
    from strongroom.catalogue.problem import Problem


def check(draft: Draft) -> Iterator[Problem]:
    """Refuse what can't be true of the source."""
    for entry in draft.entries:
        secret, source = entry.secret, entry.secret.source
        if isinstance(source, (Generated, Derived, Constant)):
            if secret.fields:
                yield entry.problem(
                    f"a {source.origin} value has no fields",
                    "leave fields out, or use source: {origin: supplied}",
                    "fields",
                )
            if secret.is_family:
                yield entry.problem(
                    f"a family is not {source.origin}",
                    "declare each of its secrets, or use supplied or external",
                    "source",
                )
        if isinstance(source, Constant):
            yield from _constant(entry, source)
        elif isinstance(source, External):
            yield from _external(entry, source)


def _constant(entry: Entry, source: Constant) -> Iterator[Problem]:
    if looks_random(source.value):
        yield entry.problem(
            "the value looks like a secret",
            "take it out, treat it as leaked, and use source: {origin: supplied} with strongroom put",
            "source",
            "value",
        )
    for index, check_ in enumerate(entry.secret.checks):
        said = None if check_.network else check_.refusal(source.value)
        if said:
            yield entry.problem(f"the value {said}", "correct the value or the check", "checks", index)


def _external(entry: Entry, source: External) -> Iterator[Problem]:
    if source.system == "github-organisation" and source.organisation is None:
        yield entry.problem(
            "source.organisation is missing", "name the GitHub organisation that holds the secret", "source"
        )
