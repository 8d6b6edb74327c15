"""What people recorded about a secret in one environment (requirements 2.2, 2.5, 2.6)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from strongroom.catalogue.base import Model, Text, Word


def _written(value: object) -> object:
    """A date or a time as people write it; a bare number is not one, though pydantic would take it for seconds."""
    if isinstance(value, str | date):
        return value
    raise PydanticCustomError("notation", "not a date")


Day = Annotated[date, BeforeValidator(_written)]
Time = Annotated[AwareDatetime, BeforeValidator(_written)]


class Complete(Model):
    """Mirrored, and when."""

    state: Literal["complete"]
    at: Time


class Pending(Model):
    """Not there yet; nothing stands in the way."""

    state: Literal["pending"]
    note: Text | None = None


class Blocked(Model):
    """Waits for something: a ticket, an approval, a health check, a configuration, other secrets."""

    state: Literal["blocked"]
    reason: Text | None = None
    ticket: Word | None = None
    escalation: Text | None = Field(default=None, description="Who it was escalated to.")
    since: Day | None = Field(default=None, description="The day it was due; days overdue count from here.")
    approval: Word | None = Field(default=None, description="Name of the workspace's gate that has to open.")
    health_check: Text | None = None
    needs: tuple[str, ...] = Field(default=(), description="Paths that have to be complete first.")

    @model_validator(mode="after")
    def _says_what_it_waits_for(self) -> Self:
        if not any((self.reason, self.ticket, self.approval, self.health_check, self.needs)):
            raise PydanticCustomError(
                "ours", "blocked by nothing; give a reason, ticket, approval, health_check or needs"
            )
        return self

    def days_overdue(self, today: date) -> int | None:
        """Whole days since it was due; None where no day is known, 0 where it is not due yet."""
        return None if self.since is None else max(0, (today - self.since).days)


Status = Annotated[Complete | Pending | Blocked, Field(discriminator="state")]
