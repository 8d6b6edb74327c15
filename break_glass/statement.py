"""What callers state: an action, and what it needs. Everything wrong is said at once."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from break_glass.errors import StatementError
from break_glass.rules import MOST_PATHS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from break_glass.rules import Rules

ACTIONS = ("request", "approve", "deny", "list", "show", "open", "end")
EVERYTHING = "all"
SHORTEST_REASON, LONGEST_REASON = 20, 1000
_NUMBER = re.compile(r"\d{8}-[b-df-hj-np-tv-z2-9]{4}")
_TICKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./:#_-]{0,99}")
# No `*`, no `+`, no `{`: it becomes a line of a policy.
_PATH = re.compile(r"[a-z0-9][a-z0-9_.-]*(?:/[a-z0-9][a-z0-9_.-]*){1,5}", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a person asks for: why, which paths (or all), for how long."""

    reason: str
    ticket: str
    paths: tuple[str, ...]
    minutes: int

    @property
    def scope(self) -> str:
        """`all` or `paths`, as the roles in Vault are called."""
        return EVERYTHING if not self.paths else "paths"


def parse(text: str, function: str) -> Mapping[str, Any]:
    """The statement, if it is one to this function; raises StatementError."""
    try:
        given = json.loads(text)
    except ValueError:
        given = None
    if not isinstance(given, dict) or given.get("action") not in ACTIONS:
        raise StatementError("the statement has no action", way_out=f"use {', '.join(ACTIONS)}")
    if given.get("function") != function:
        raise StatementError("the statement is to another function", way_out="check --environment")
    return given


def number(given: Mapping[str, Any]) -> str:
    """Which request is meant; raises StatementError."""
    found = str(given.get("request", "")).strip().lower()
    if not _NUMBER.fullmatch(found):
        raise StatementError("that is no number of a request", way_out="strongroom break-glass list shows them")
    return found


def asked(given: Mapping[str, Any], rules: Rules) -> Asked:
    """A new request; raises StatementError with everything that is wrong with it."""
    if problems := list(_problems(given, rules)):
        told = ", ".join(f"{problem} ({way_out})" for problem, way_out in problems)
        raise StatementError(told, way_out="mend it, and ask again")
    return Asked(
        reason=" ".join(given["reason"].split()),
        ticket=given["ticket"].strip(),
        paths=tuple(sorted(set(given["paths"]))),
        minutes=given["minutes"],
    )


def _problems(given: Mapping[str, Any], rules: Rules) -> Iterator[tuple[str, str]]:
    reason, ticket, paths = given.get("reason"), given.get("ticket"), given.get("paths")
    said = " ".join(reason.split()) if isinstance(reason, str) else ""
    if not SHORTEST_REASON <= len(said) <= LONGEST_REASON:
        yield "the reason is too short or too long", f"say why in {SHORTEST_REASON} to {LONGEST_REASON} letters"
    elif not said.isprintable():  # it is shown to those who agree, beside what it is that they agree to
        yield "the reason holds characters that can't be seen", "write it in letters alone"
    if not (isinstance(ticket, str) and _TICKET.fullmatch(ticket.strip())):
        yield "the ticket is no number or address of one", "letters, digits and . / : # _ - serve"
    minutes = given.get("minutes")
    if type(minutes) is not int or minutes not in rules.durations:
        yield "so many minutes are not given", f"ask for {', '.join(map(str, rules.durations))}"
    if not (isinstance(paths, list) and all(isinstance(path, str) for path in paths)):
        yield "the paths are no list", "name paths of the catalogue"
        return
    if len(set(paths)) > MOST_PATHS:
        yield f"there are more than {MOST_PATHS} paths", "name fewer, or ask for all"
    if any(not (_PATH.fullmatch(path) and ".." not in path and rules.has(path)) for path in paths):
        yield "a path is none of the catalogue's", "strongroom list shows them; a pattern is no path"
