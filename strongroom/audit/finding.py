"""What an audit found, read from the engine's policy events."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

# "Title.\npath: problem\nWay out: remedy", as policy/pack.py writes it; another pack's text is taken as it is.
_MESSAGE = re.compile(
    r"(?P<title>[^\n]*)\.\n(?:(?P<path>[^\s:]+): )?(?P<problem>[\s\S]*?)\nWay out: (?P<remedy>[\s\S]*)"
)
_NAME, _KIND = 3, 2


class Severity(IntEnum):
    """How bad a finding is; a note only tells."""

    NOTE = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @property
    def word(self) -> str:
        """As people write it."""
        return self.name.lower()


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a resource is declared; `file` is relative to the project."""

    file: str
    line: int


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One violation. `fingerprint` is the same in the next audit, whatever changes in words or order."""

    rule: str
    severity: Severity
    mandatory: bool
    urn: str
    path: str
    title: str
    problem: str
    remedy: str
    place: Place | None = None
    fingerprint: str = ""
    known: bool = False

    @property
    def resource(self) -> str:
        """`type name`, for people; the stack itself where no resource is meant."""
        parts = self.urn.split("::", _NAME)
        return f"{parts[_KIND].rpartition('$')[2]} {parts[_NAME]}" if len(parts) > _NAME else self.urn or "the stack"


def findings(events: Iterable[Mapping[str, Any]], places: Mapping[str, Place]) -> Sequence[Finding]:
    """The findings in a stream of the engine's events, worst first, each with its place where one is known."""
    found = [_finding(event["policyEvent"], places) for event in events if "policyEvent" in event]
    return sorted(_identified(found), key=lambda one: (-one.severity, one.rule, one.urn, one.path))


def _finding(event: Mapping[str, Any], places: Mapping[str, Place]) -> Finding:
    message = str(event.get("message", "")).strip()
    said = _MESSAGE.fullmatch(message)
    urn = str(event.get("resourceUrn", ""))
    return Finding(
        rule=str(event.get("policyName", "")),
        severity=Severity[str(event.get("severity") or "note").upper()],
        mandatory=event.get("enforcementLevel") == "mandatory",
        urn=urn,
        path=(said["path"] or "") if said else "",
        title=said["title"] if said else message.partition("\n")[0],
        problem=said["problem"] if said else message,
        remedy=said["remedy"] if said else "",
        place=places.get(urn),
    )


def _identified(found: Iterable[Finding]) -> Iterator[Finding]:
    """Rule, resource and property identify a finding; where they meet, their order does as well."""
    seen: Counter[tuple[str, str, str]] = Counter()
    for one in found:
        key = (one.rule, one.urn, one.path)
        seen[key] += 1
        digest = hashlib.sha256("\0".join([*key, str(seen[key])]).encode()).hexdigest()
        yield replace(one, fingerprint=digest[:32])
