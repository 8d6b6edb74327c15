"""Whom a stack's alarms tell, under `strongroom:alerts`. Data only: no provider is imported."""

from __future__ import annotations

from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator
from pydantic.alias_generators import to_camel

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_Day = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_Moment = Annotated[str, StringConstraints(pattern=r"^(?:[01]\d|2[0-3]):[0-5][05]$|^24:00$")]
_Mailbox = Annotated[str, StringConstraints(pattern=r"^[^@\s,]+@[^@\s,]+\.[^@\s,.]+$")]


def _known(zone: str) -> str:
    if zone not in available_timezones():
        raise ValueError("no such time zone; write it like Europe/Berlin or UTC")
    return zone


class _Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=True)


class SlackSettings(_Settings):
    """A channel that a Slack app's bot writes to; its token is put by hand: `strongroom alerts connect slack`."""

    channel: str = Field(pattern=r"^[CG][A-Z0-9]{8,}$", description="The channel's ID, from its details in Slack.")


class PagerDutySettings(_Settings):
    """A service of PagerDuty with an Events API v2 integration: `strongroom alerts connect pagerduty` puts its key."""

    region: Literal["us", "eu"] = "us"


class BusinessHours(_Settings):
    """When people read secrets. Times are of the zone, summer time included, in steps of five minutes."""

    zone: Annotated[str, AfterValidator(_known)] = "UTC"
    days: tuple[_Day, ...] = Field(default=("monday", "tuesday", "wednesday", "thursday", "friday"), min_length=1)
    begin: _Moment = "07:00"
    end: _Moment = "19:00"

    @model_validator(mode="after")
    def _in_order(self) -> BusinessHours:
        if self.begin >= self.end:
            raise ValueError(f"hours end at {self.end} and begin at {self.begin}; the end comes later on the same day")
        return self

    @property
    def minutes(self) -> tuple[int, int]:
        """Begin and end as minutes of the day."""
        begin, end = (int(moment[:2]) * 60 + int(moment[3:]) for moment in (self.begin, self.end))
        return begin, end


class AlertSettings(_Settings):
    """Mailboxes, a Slack channel and a PagerDuty service that every alarm goes to, and the hours of people's work."""

    mail: tuple[_Mailbox, ...] = Field(description="Mailboxes; each confirms its subscription once.")
    slack: SlackSettings | None = None
    pager_duty: PagerDutySettings | None = Field(default=None, alias="pagerduty")
    business_hours: BusinessHours = BusinessHours()

    @field_validator("mail")
    @classmethod
    def _somebody(cls, mail: tuple[str, ...]) -> tuple[str, ...]:
        if not mail:
            raise ValueError("no mailbox is named; name one that somebody reads")
        return mail
