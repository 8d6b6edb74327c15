"""What callers may have done: asked for, agreed to, opened, ended. Each can be repeated, and a crash loses nothing.

Whatever is decided is decided by one conditional write: the first outcome of a request is its only one.
"""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from break_glass import statement, way_in
from break_glass.errors import RuleError
from break_glass.standing import APPROVAL, END, OUTCOME, REQUEST, Standing, standing
from break_glass.telemetry import tell

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from break_glass.records import Records
    from break_glass.rules import Rules
    from break_glass.way_in import Signer

_LETTERS = "bcdfghjkmnpqrstvwxz23456789"  # no word comes of it, and none is heard as another
Answer = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Who is known to have called: a person, and the principal that AWS saw."""

    person: str
    principal: str
    user_id: str


@dataclass(frozen=True, kw_only=True)
class Glass:
    """One call: the rules, the table, the key, the caller and the time."""

    rules: Rules
    records: Records
    signer: Signer
    caller: Caller
    now: datetime

    def answer(self, given: Mapping[str, Any]) -> Answer:
        """Do what the statement says; raises GlassError."""
        match given["action"]:
            case "request":
                return self._request(given)
            case "list":
                return {"requests": [self._told(number, parts) for number, parts in sorted(self._all().items())]}
        number = statement.number(given)
        parts = self.records.of(number)
        if REQUEST not in parts:
            raise RuleError("there is no such request", way_out="strongroom break-glass list shows them")
        actions = {"approve": self._approve, "deny": self._deny, "open": self._open, "end": self._end}
        action = actions.get(given["action"])
        more = action(number, parts) if action else {}
        return {**self._told(number, self.records.of(number)), **more}

    def _all(self) -> Mapping[str, Mapping[str, Any]]:
        return {number: parts for number, parts in self.records.every().items() if REQUEST in parts}

    def _told(self, number: str, parts: Mapping[str, Mapping[str, Any]]) -> Answer:
        stands = standing(parts, self.rules, self.now)
        outcome = {name: fact for name, fact in parts.get(OUTCOME, {}).items() if name not in ("claims", "approvals")}
        return {
            "request": number,
            **parts[REQUEST],
            "state": stands.state,
            "approvals": list(stands.approvals),
            "missing": stands.missing,
            "outcome": outcome or None,
            "ends": stands.ends.isoformat() if stands.ends else None,
            "end": parts.get(END),
            "all_approvals": [fact for part, fact in sorted(parts.items()) if part.startswith(APPROVAL)],
        }

    def _signed(self) -> Answer:
        return {"at": self.now.isoformat(timespec="seconds"), **asdict(self.caller)}

    def _say(self, metric: str, number: str, **facts: Any) -> None:
        tell(self.rules.environment, metric, request=number, **asdict(self.caller), **facts)

    def _request(self, given: Mapping[str, Any]) -> Answer:
        """A new request; the same once more, while it waits, is the one that is there already."""
        asked = statement.asked(given, self.rules)
        wanted = {"reason": asked.reason, "ticket": asked.ticket, "paths": list(asked.paths), "minutes": asked.minutes}
        for number, parts in self._all().items():
            same = all(parts[REQUEST][name] == fact for name, fact in wanted.items())
            waits = standing(parts, self.rules, self.now).state in ("waiting", "approved")
            if same and waits and parts[REQUEST]["person"] == self.caller.person:
                return {**self._told(number, parts), "already": True}
        while True:
            number = f"{self.now:%Y%m%d}-{''.join(secrets.choice(_LETTERS) for _ in range(4))}"
            if self.records.put(number, REQUEST, {**wanted, **self._signed()}):
                break
        self._say("BreakGlassRequested", number, minutes=asked.minutes, scope=asked.scope, ticket=asked.ticket)
        return self._told(number, self.records.of(number))

    def _approve(self, number: str, parts: Mapping[str, Mapping[str, Any]]) -> Answer:
        self._demand_approver()
        if parts[REQUEST]["person"] == self.caller.person:
            raise RuleError("nobody approves their own request", way_out="have other approvers approve it")
        stands = self._demand(number, parts, "waiting", "approved")
        if any(one["person"] == self.caller.person for one in stands.approvals):
            return {"already": True}  # once and again are once
        facts = self._signed()
        self.records.put(number, f"{APPROVAL}{facts['at']}#{self.caller.person}", facts)
        self._say("BreakGlassApproved", number)
        return {}

    def _deny(self, number: str, parts: Mapping[str, Mapping[str, Any]]) -> Answer:
        self._demand_approver()
        if standing(parts, self.rules, self.now).state == "denied":
            return {"already": True}
        self._demand(number, parts, "waiting", "approved")
        self._decide(number, {"result": "denied", **self._signed()})
        self._say("BreakGlassDenied", number)
        return {}

    def _open(self, number: str, parts: Mapping[str, Mapping[str, Any]]) -> Answer:
        """The way in, for the one who asked. Signed first and written down then: what is lost by a crash between them
        has opened nothing. Within the token's minute a repeat gives the same token."""
        request = parts[REQUEST]
        if request["person"] != self.caller.person:
            raise RuleError(f"{request['person']} asked, and alone may open it", way_out="make a request of your own")
        if OUTCOME not in parts:
            stands = self._demand(number, parts, "approved")
            claims = way_in.opening(number, request, stands.approvals, self.rules.audience, self.now)
            token = self.signer.token(claims)
            facts = {"result": "opened", **self._signed(), "claims": claims, "approvals": list(stands.approvals)}
            if self.records.put(number, OUTCOME, facts):
                return self._way_in(number, request, claims, token)
            parts = self.records.of(number)
        outcome = parts[OUTCOME]
        if outcome["result"] != "opened" or END in parts or self.now.timestamp() >= outcome["claims"]["exp"]:
            self._demand(number, parts, "approved")  # says why not: it has an outcome
        claims = outcome["claims"]
        return {**self._way_in(number, request, claims, self.signer.token(claims)), "already": True}

    def _way_in(self, number: str, request: Mapping[str, Any], claims: Mapping[str, Any], token: str) -> Answer:
        """Nobody gets one untold: a call that was cut off after its writing is told by the repeat that opens."""
        self._say("BreakGlassOpened", number, minutes=request["minutes"], ticket=request["ticket"])
        return {"login": {"role": way_in.role(claims), "jwt": token}}

    def _end(self, number: str, parts: Mapping[str, Mapping[str, Any]]) -> Answer:
        """What is open is over, what waits is withdrawn. While a token may live, each repeat gives a way to end it."""
        if self.caller.person != parts[REQUEST]["person"]:
            self._demand_approver()
        if OUTCOME not in parts:
            self._decide(number, {"result": "withdrawn", **self._signed()})
            self._say("BreakGlassEnded", number, opened=False)
            return {}
        if parts[OUTCOME]["result"] != "opened":
            return {"already": True}
        first = self.records.put(number, END, self._signed())
        if first:
            self._say("BreakGlassEnded", number, opened=True)
        stands = standing(self.records.of(number), self.rules, self.now)
        if stands.ends is None or self.now >= stands.ends:
            return {"already": not first}
        claims = way_in.ending(number, self.caller.person, self.rules.audience, self.now)
        return {"login": {"role": way_in.role(claims), "jwt": self.signer.token(claims)}, "already": not first}

    def _decide(self, number: str, facts: Mapping[str, Any]) -> None:
        if not self.records.put(number, OUTCOME, facts):
            result = self.records.of(number)[OUTCOME]["result"]
            raise RuleError(f"it was {result} in this moment", way_out="strongroom break-glass list shows it")

    def _demand_approver(self) -> None:
        if self.caller.person not in self.rules.approvers:
            known = ", ".join(sorted(self.rules.approvers))
            raise RuleError(f"{self.caller.person} is no approver", way_out=f"ask one: {known}")

    def _demand(self, number: str, parts: Mapping[str, Mapping[str, Any]], *states: str) -> Standing:
        stands = standing(parts, self.rules, self.now)
        if stands.state in states:
            return stands
        problem, way_out = self._reason(number, stands, parts)
        raise RuleError(problem, way_out=way_out)

    def _reason(self, number: str, stands: Standing, parts: Mapping[str, Mapping[str, Any]]) -> tuple[str, str]:
        """Why not now, and what to do."""
        again = "make a new request"
        outcome = parts.get(OUTCOME, {})
        match stands.state:
            case "waiting":
                others = self.rules.approvers - {parts[REQUEST]["person"], *(one["person"] for one in stands.approvals)}
                missing = f"{stands.missing} of {self.rules.approvals} approvals missing"
                return (
                    missing,
                    f"have it approved by {', '.join(sorted(others))}: strongroom break-glass approve {number}",
                )
            case "lapsed":
                return f"it was not opened within {self.rules.request_hours} hours", again
            case "denied" | "withdrawn":
                return f"it was {stands.state} by {outcome['person']} at {outcome['at']}", again
            case "open" | "over":
                return f"it was opened at {outcome['at']}, and opens once", f"a second opening needs another: {again}"
        return "it is approved and waits to be opened", f"strongroom break-glass open {number}"
