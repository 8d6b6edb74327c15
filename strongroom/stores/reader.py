"""Somebody who could have read a value."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Who, through which copy of the value, on what grounds, and only if what."""

    who: str
    through: str
    grounds: str
    conditions: tuple[str, ...] = ()
