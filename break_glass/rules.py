"""Who may do what: written into the archive by the program, so that they are as fixed as the code is."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from break_glass.errors import CallerError

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE = "rules.json"
MOST_PATHS = 5  # for each, the policy has a line a depth


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What `components/break_glass/break_glass.py` says.

    `people`: every principal of a person, by the person's name. `durations`: minutes that may be asked for, each with
    a role in Vault. `paths`: the catalogue's paths as Vault matches them, `*` at the end of a family's.
    """

    environment: str
    audience: str
    people: Mapping[str, tuple[str, ...]]
    approvers: frozenset[str]
    approvals: int
    approval_minutes: int
    request_hours: int
    durations: tuple[int, ...]
    paths: tuple[str, ...]

    @classmethod
    def load(cls, file: Path = Path(__file__).parent / FILE) -> Rules:
        """Those of this archive."""
        return cls.of(json.loads(file.read_text(encoding="utf-8")))

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Rules:
        """From what the file holds."""
        lists = {name: tuple(given[name]) for name in ("durations", "paths")}
        people = {name: tuple(principals) for name, principals in given["people"].items()}
        return cls(**{**given, **lists, "people": people, "approvers": frozenset(given["approvers"])})

    def person(self, principal: str) -> str:
        """Whose principal it is, as STS tells it; raises CallerError.

        A role is one person's whatever the session is called: who takes a role on chooses that name. Only where
        IAM Identity Center chooses it (roles `AWSReservedSSO_...`) may the rules name a session.
        """
        shape = _shape(principal)
        for name, principals in self.people.items():
            if any(_shape(known) in (shape, shape[:2]) for known in principals):
                return name
        raise CallerError(
            "AWS says that you are nobody whom the rules name",
            way_out="use the AWS_PROFILE of your own role, or have it named: strongroom:vault.breakGlass.people",
        )

    def has(self, path: str) -> bool:
        """Whether the catalogue has such a path."""
        return any(
            path.startswith(known[:-1]) and path != known[:-1] if known.endswith("*") else path == known
            for known in self.paths
        )


def _shape(arn: str) -> tuple[str, ...]:
    """Account, `role/NAME` and session of an assumed role; account and resource of everything else.

    An assumed role's ARN leaves out the role's path, and a role's name is unique in its account.
    """
    _, _, _, _, account, resource = arn.split(":", 5)
    kind, *parts = resource.split("/")
    if kind == "assumed-role":
        return (account, f"role/{parts[0]}", *parts[1:])
    if kind == "role":
        return account, f"role/{parts[-1]}"
    return account, resource
