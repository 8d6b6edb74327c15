"""How often a value changes, and how."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StrictInt

from strongroom.catalogue.base import Flag, Model

Strategy = Literal[
    "random", "jwt-overlap", "encryption-key", "postgres", "redis", "mongodb-atlas", "sendgrid", "manual"
]
MAX_DAYS = 365


class Rotation(Model):
    """A new value at least every `days`; the old one stays valid for `grace_hours` where the strategy can do that."""

    days: Annotated[StrictInt, Field(ge=1, le=MAX_DAYS)]
    strategy: Strategy
    grace_hours: Annotated[StrictInt, Field(ge=0, le=24 * 90)] = 24
    alternating: Flag = Field(default=False, description="Two database users take turns (postgres).")
    superuser: str | None = Field(default=None, description="Path of the entry that may change the other's password.")

    @property
    def by_program(self) -> bool:
        """Whether a Lambda does it; `manual` is a reminder to a person."""
        return self.strategy != "manual"
