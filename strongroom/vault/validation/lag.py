"""A node learns of a write a moment after the leader (decision 92): who asks it too early is told that it is not so."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

from strongroom.stores.errors import DeniedError, NotFoundError, RefusedError, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
LAG = 3.0  # seconds; measured: 0.11
PAUSE = 0.05
_UNKNOWN = (DeniedError, NotFoundError, RefusedError)


def once_learned(question: Callable[[], T], *, of: tuple[type[StoreError], ...] = _UNKNOWN) -> T:
    """The answer, asked again for as long as the node may not know what it is asked about; raises the last error."""
    deadline = time.monotonic() + LAG
    while True:
        try:
            return question()
        except of:
            if time.monotonic() > deadline:
                raise
        time.sleep(PAUSE)
