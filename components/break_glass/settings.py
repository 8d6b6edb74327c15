"""Who may open the glass, as a stack's configuration says it under `strongroom:vault.breakGlass`. Data only."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

from strongroom.catalogue.vault_policies import MOST_BREAK_GLASS_MINUTES

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME = re.compile(r"[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*")
_OWN = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:(?:role|user)/[\w+=,.@/-]+")
# IAM Identity Center alone names these roles' sessions, by the user; any other session's name is its taker's choice.
_SESSION = re.compile(r"arn:aws[a-z-]*:sts::\d{12}:assumed-role/AWSReservedSSO_\w+/[\w+=,.@-]+")
_SHARED = re.compile(r".*:role/(?:.*/)?AWSReservedSSO_[^/]+")
_STEPS = (15, 30, 60, 120, 240)


class BreakGlassSettings(BaseModel):
    """People and rules of `strongroom break-glass` (requirement 4.18).

    `people`: by name, every role or user that is this person's alone; a session of IAM Identity Center
    (`arn:aws:sts::ACCOUNT:assumed-role/AWSReservedSSO_.../USER`) is one, too. Whoever is named may ask.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=True)

    people: dict[str, tuple[str, ...]] = Field(min_length=1)
    approvers: tuple[str, ...] = Field(description="Names of people; nobody approves what they asked for themselves.")
    approvals: int = Field(default=2, ge=2, le=10, description="Approvers that it takes.")
    minutes: int = Field(
        default=60, ge=1, le=MOST_BREAK_GLASS_MINUTES, description="The longest that an opening lasts."
    )
    approval_minutes: int = Field(default=60, ge=5, le=24 * 60, description="How long an approval counts.")
    request_hours: int = Field(default=24, ge=1, le=72, description="How long a request may be opened at all.")

    @property
    def durations(self) -> tuple[int, ...]:
        """Minutes that may be asked for: each has a role in Vault, whose tokens end after them."""
        return (*(step for step in _STEPS if step < self.minutes), self.minutes)

    @model_validator(mode="after")
    def _possible(self) -> BreakGlassSettings:
        if found := list(_problems(self)):
            raise ValueError("; ".join(found))
        return self


def _problems(settings: BreakGlassSettings) -> Iterator[str]:
    owners: dict[str, str] = {}
    for name, principals in settings.people.items():
        if not _NAME.fullmatch(name):
            yield f'"{name}" is no name; write it like ada.lovelace'
        if not principals:
            yield f"{name} has no principal; give the ARN of their own role"
        for principal in principals:
            if not (_OWN.fullmatch(principal) or _SESSION.fullmatch(principal)):
                yield (
                    f'"{principal}" of {name} is neither a role, nor a user, nor a session of IAM Identity Center; '
                    "a session of another role may be called whatever its taker likes"
                )
            if _SHARED.fullmatch(principal):
                yield (
                    f'"{principal}" of {name} is taken on by everybody with its permission set; name the session: '
                    "arn:aws:sts::ACCOUNT:assumed-role/AWSReservedSSO_.../USER"
                )
            if (owner := owners.setdefault(same(principal), name)) != name:
                yield f'"{principal}" is said to be {owner} and {name}; one person a principal'
    if unknown := sorted(set(settings.approvers) - set(settings.people)):
        yield f"approvers {', '.join(unknown)} are not among the people"
    if len(set(settings.approvers)) <= settings.approvals:
        yield (
            f"{len(set(settings.approvers))} approvers for {settings.approvals} approvals; name one more at least, "
            "so that an approver may ask, too"
        )


def same(principal: str) -> str:
    """What two ARNs of one role have in common: AWS tells of a session without the role's path."""
    place, slash, path = principal.partition(":role/")
    return f"{place}{slash}{path.rpartition('/')[2]}"
