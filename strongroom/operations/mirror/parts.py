"""Values that are cut out of one other arrive together or not at all: a login needs all of its parts (2.7)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from strongroom.catalogue.source import Derived
from strongroom.operations.mirror.plan import WRITTEN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from strongroom.operations.mirror.plan import Step


def together(steps: Sequence[Step]) -> Iterator[Step]:
    """The steps of one place, where nothing is written of a value of which a part is missing."""
    missing: dict[str, list[str]] = {}
    for line in steps:
        source = _source(line)
        if source and line.state == "invalid":
            missing.setdefault(source, []).append(line.key.name)
    for line in steps:
        lacking = missing.get(_source(line) or "")
        if lacking and line.state in WRITTEN:
            reason = f"held back: {', '.join(sorted(lacking))} can't be cut out of the same value"
            yield replace(line, state="invalid", reason=reason)
        else:
            yield line


def _source(line: Step) -> str | None:
    """The entry that the value of a step is cut out of."""
    source = line.wanted.secret.source if line.wanted else None
    return source.secret if isinstance(source, Derived) else None
