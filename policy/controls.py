"""The published controls that rules cite. A number stands here only because its text was read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Control:
    """One control of a published framework, in the version whose text was read."""

    framework: str
    version: str
    number: str

    def __str__(self) -> str:
        return f"{self.framework} {self.version} {self.number}".replace("  ", " ")
