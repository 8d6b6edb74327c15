"""Where a request stands, from what is written down of it and nothing else: pure functions of records and the time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from break_glass.rules import Rules

REQUEST, OUTCOME, END = "request", "outcome", "end"
APPROVAL = "approval#"
State = Literal["waiting", "approved", "denied", "withdrawn", "lapsed", "open", "over"]
_WAY_IN = timedelta(minutes=1)  # the last login that its token allows, and then the granted minutes


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A request's state; the approvals that count now, one a person; when what is open ends at the latest."""

    state: State
    approvals: tuple[Mapping[str, Any], ...]
    missing: int
    ends: datetime | None = None


def standing(records: Mapping[str, Mapping[str, Any]], rules: Rules, now: datetime) -> Standing:
    """Where it stands. `records`: what is written down of one request, by part."""
    counted = tuple(_counted(records, rules, now))
    missing = max(0, rules.approvals - len(counted))
    request, outcome = records[REQUEST], records.get(OUTCOME)
    if outcome is None:
        lapsed = now >= moment(request["at"]) + timedelta(hours=rules.request_hours)
        state: State = "lapsed" if lapsed else ("waiting" if missing else "approved")
        return Standing(state=state, approvals=counted, missing=missing)
    if outcome["result"] != "opened":
        return Standing(state=outcome["result"], approvals=counted, missing=missing)
    ends = moment(outcome["at"]) + _WAY_IN + timedelta(minutes=request["minutes"])
    approved = tuple(outcome["approvals"])
    over = END in records or now >= ends
    return Standing(state="over" if over else "open", approvals=approved, missing=0, ends=ends)


def _counted(records: Mapping[str, Mapping[str, Any]], rules: Rules, now: datetime) -> Iterator[Mapping[str, Any]]:
    """The newest approval of each person who may give one, is not the one who asks, and gave it not too long ago."""
    newest: dict[str, Mapping[str, Any]] = {}
    for part in sorted(part for part in records if part.startswith(APPROVAL)):
        newest[records[part]["person"]] = records[part]
    for person, approval in sorted(newest.items()):
        fresh = now < moment(approval["at"]) + timedelta(minutes=rules.approval_minutes)
        if fresh and person in rules.approvers and person != records[REQUEST]["person"]:
            yield approval


def moment(text: str) -> datetime:
    """A time as records have it."""
    return datetime.fromisoformat(text)
