"""Waivers: what is wrong, known, and allowed for a while. From policy/waivers.yaml.

- rule: kms-rotation
  resource: production::aws:kms/key:Key::vault-authority   # <stack>::<type>::<name>; * within the name or as stack
  owner: security-team
  reason: KMS does not rotate keys that sign.
  ticket: SEC-41
  expires: 2027-03-01                                      # a year ahead at most
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FILE = Path(__file__).parent / "waivers.yaml"
LONGEST_DAYS = 366
MOST_RESOURCES = 20
_KEYS = ("rule", "resource", "owner", "reason", "ticket", "expires")
_PARTS = 3
_SHORTEST_REASON = 20
_PATTERN = re.compile(r"\[[^]]*\]|[*?]")  # what stands for other characters


class WaiverError(Exception):
    """policy/waivers.yaml can't be read at all."""


@dataclass(frozen=True, kw_only=True)
class Waiver:
    """One entry; `place` is where it stands in the file."""

    place: str
    rule: str
    resource: str
    owner: str
    reason: str
    ticket: str
    expires: dt.date

    def covers(self, rule: str, urn: str) -> bool:
        """Whether it is about this violation, apart from its end."""
        return self.rule == rule and fnmatchcase(short(urn), self.resource)

    def of_stack(self, stack: str) -> bool:
        """Whether it can be about anything in that stack."""
        return fnmatchcase(stack, self.resource.partition("::")[0])


@dataclass
class Waivers:
    """All waivers that can be used, what is wrong with the file, and what each has covered so far."""

    entries: Sequence[Waiver] = ()
    problems: Sequence[str] = ()
    today: dt.date = field(default_factory=lambda: dt.datetime.now(dt.UTC).date())
    used: dict[str, set[str]] = field(default_factory=dict)

    def waive(self, rule: str, urn: str) -> bool:
        """Whether a violation is waived today; remembers which waiver did it."""
        waived = False
        for waiver in self.entries:
            if waiver.covers(rule, urn):
                self.used.setdefault(waiver.place, set()).add(urn)
                waived = waived or waiver.expires >= self.today
        return waived


def short(urn: str) -> str:
    """A URN as waivers write it: `<stack>::<type>::<name>`, without the project and the parents' types."""
    parts = urn.removeprefix("urn:pulumi:").split("::", 3)
    if len(parts) <= _PARTS:
        return urn
    stack, _, kind, name = parts
    return f"{stack}::{kind.rpartition('$')[2]}::{name}"


def load(rules: Mapping[str, object], file: Path = FILE) -> Waivers:
    """Read the file. Raises `WaiverError` where it is no list; what is wrong with an entry is kept as a problem."""
    try:
        document = yaml.safe_load(file.read_text(encoding="utf-8")) if file.exists() else []
    except yaml.YAMLError as error:
        raise WaiverError(f"{file.name}: {error}") from None
    if not isinstance(document or [], list):
        raise WaiverError(f"{file.name}: not a list of waivers")
    entries, problems = [], []
    for number, raw in enumerate(document or [], start=1):
        place = f"{file.name}, waiver {number}"
        wrong = list(_wrong(raw, rules))
        problems += [f"{place}: {problem}" for problem in wrong]
        if not wrong:
            entries.append(Waiver(place=place, **raw))
    return Waivers(entries, problems)


def _wrong(raw: object, rules: Mapping[str, object]) -> list[str]:
    if not isinstance(raw, dict):
        return ["not a mapping"]
    missing = [key for key in _KEYS if not raw.get(key)]
    if missing:
        return [f"without {', '.join(missing)}"]
    problems = [f"{key} is not one of {', '.join(_KEYS)}" for key in raw if key not in _KEYS]
    if raw["rule"] not in rules:
        problems.append(f"there is no rule {raw['rule']}")
    if not isinstance(raw["expires"], dt.date) or isinstance(raw["expires"], dt.datetime):
        problems.append("expires is no date; write it as 2027-03-01")
    if len(str(raw["reason"])) < _SHORTEST_REASON:
        problems.append("the reason says too little")
    return problems + _too_wide(str(raw["resource"]))


def _too_wide(pattern: str) -> list[str]:
    parts = pattern.split("::", _PARTS - 1)
    if len(parts) != _PARTS:
        return ["resource is not <stack>::<type>::<name>"]
    _, kind, name = parts
    if set("*?[") & set(kind) or not _PATTERN.sub("", name):
        return ["resource covers everything of a kind; name the resources (a * may stand within the name)"]
    return []
