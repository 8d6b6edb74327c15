"""What a person reads before giving a value: what it is, where it is found, what it has to look like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.catalogue.source import External, Supplied
from strongroom.checks.wording import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from strongroom.catalogue import Secret


def directions(secret: Secret) -> Iterator[str]:
    """Where a value is found, and the steps there; nothing for one that nobody has to look for."""
    match secret.source:
        case Supplied(where=where, steps=steps) | External(where=str(where), steps=steps):
            yield where
            yield from (f"{number}. {step}" for number, step in enumerate(steps, start=1))
        case External(system=system):
            yield f"it comes from {system}"


def briefing(secret: Secret) -> Iterator[str]:
    """Lines of text."""
    yield f"{secret.path}  {secret.name}"
    yield f"  {secret.description}"
    for number, line in enumerate(directions(secret)):
        yield f"    {line}" if number else f"  where: {line}"
    if secret.fields:
        yield f"  a JSON object with the keys {', '.join(secret.fields)}"
    yield from (f"  rule: the value {rule(check)}" for check in secret.checks)
