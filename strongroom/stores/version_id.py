"""Ids for the versions that we write: UUID version 7, whose first 48 bits are the time in milliseconds (RFC 9562).

A listing of a store names versions but not when each was made; an id of ours tells.
"""

from __future__ import annotations

import secrets
import time
import uuid
from datetime import UTC, datetime

_TIME_SHIFT = 80
_VERSION = 7


def new() -> str:
    """An id that has never been, made now."""
    number = (time.time_ns() // 1_000_000) << _TIME_SHIFT | secrets.randbits(_TIME_SHIFT)
    number = number & ~(0xF << 76) | _VERSION << 76  # the version
    number = number & ~(0x3 << 62) | 0x2 << 62  # the variant
    return str(uuid.UUID(int=number))


def moment(version: str) -> datetime | None:
    """When an id was made; None where it is not one of ours."""
    try:
        parsed = uuid.UUID(version)
    except ValueError:
        return None
    if parsed.version != _VERSION:
        return None
    return datetime.fromtimestamp((parsed.int >> _TIME_SHIFT) / 1000, tz=UTC)
