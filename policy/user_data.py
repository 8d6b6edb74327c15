"""What user data say once everything around them is taken off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policy.detect.unwrap import inside

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policy.values import Value

_DEEPEST = 3


def texts(value: Value) -> Iterator[str]:
    """The text itself and every text wrapped in it: base64, gzip, the parts of a MIME archive.

    Raises `UndeterminedError` where the user data are not known yet.
    """
    yield from _texts(value.text() or "", _DEEPEST)


def _texts(text: str, depth: int) -> Iterator[str]:
    yield text
    if depth:
        for _, _, wrapped in inside(text):
            yield from _texts(wrapped, depth - 1)
