"""Break-glass requests for people: a list, one request before somebody agrees to it, and the evidence for a ticket."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from strongroom.report.markdown import cell, code, row

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rich.console import RenderableType

    from strongroom.break_glass.evidence import Evidence

_STYLES = {"waiting": "yellow", "approved": "green", "open": "red", "denied": "magenta"}
LIVE = frozenset({"waiting", "approved", "open"})


def table(requests: Sequence[Mapping[str, Any]]) -> Iterator[RenderableType]:
    """The list, newest last."""
    from rich.table import Table
    from rich.text import Text

    made = Table(expand=True)
    for heading in ("request", "stands", "who", "asked", "minutes", "what", "why", "approved by"):
        made.add_column(heading, overflow="fold")
    for one in requests:
        state = Text(_state(one), style=_STYLES.get(one["state"], ""))
        cells = (one["person"], _time(one["at"]), str(one["minutes"]), _what(one), _why(one), _approved(one))
        made.add_row(Text(one["request"]), state, *map(Text, cells))
    yield made


def lines(one: Mapping[str, Any]) -> Iterator[str]:
    """One request, as somebody has to see it before they agree."""
    yield f"request   {one['request']}, {_state(one)}"
    yield f"who       {one['person']} ({one['principal']})"
    yield f"asked     {_time(one['at'])}"
    yield f"why       {_why(one)}"
    yield f"reads     {_what(one)}"
    yield f"for       {one['minutes']} minutes from its opening"
    yield f"approved  {_approved(one) or 'by nobody'}"


def markdown(found: Evidence) -> str:
    """The evidence, for a ticket. It holds no value."""
    one = found.request
    said = [f"# Break-glass {cell(one['request'])}", "", *_facts(one), "", "## Approvals", ""]
    given = one["approvals"]
    said += [row(("when", "who", "principal")), row(["---"] * 3)] if given else ["None that counted.", ""]
    said += [row((cell(_time(it["at"])), cell(it["person"]), code(it["principal"]))) for it in given]
    said += ["", "## What was done", ""]
    if found.events is None:
        said += ["The audit log could not be read: what was done is not known.", ""]
    elif not found.events:
        said += ["The audit log has nothing of it.", ""]
    else:
        said += [row(("time", "operation", "path", "from", "how it ended")), row(["---"] * 5)]
        said += [_event(event) for event in found.events]
    if found.late:
        said += ["", f"**Readings that were answered after its end: {len(found.late)}.** Somebody kept a way in."]
    said += ["", "## To do", ""]
    said += [f"- {code(command)}" for command in found.commands] or [_nothing(found)]
    return "\n".join([*said, ""])


def _nothing(found: Evidence) -> str:
    if found.events is None:
        return "What was read is not known: take all that could be read as read, or look at the audit log."
    return "Nothing was read: nothing has to be changed."


def _facts(one: Mapping[str, Any]) -> Iterator[str]:
    outcome, end = one.get("outcome") or {}, one.get("end") or {}
    yield f"- stands: {cell(_state(one))}"
    yield f"- requester: {cell(one['person'])}, {code(one['principal'])}"
    yield f"- asked: {cell(_time(one['at']))}"
    yield f"- ticket: {cell(one['ticket'])}"
    yield f"- justification: {cell(one['reason'])}"
    yield f"- asked to read: {cell(_what(one))}, for {one['minutes']} minutes"
    if outcome:
        yield f"- {outcome['result']}: {cell(_time(outcome['at']))} by {cell(outcome['person'])}"
    if end:
        yield f"- ended: {cell(_time(end['at']))} by {cell(end['person'])}"
    if one.get("ends"):
        yield f"- ended by the server at the latest: {cell(_time(one['ends']))}"


def _event(event: Mapping[str, Any]) -> str:
    facts = (event["time"], event["operation"], event["path"], event["from"], event["error"] or "done")
    return row(cell(str(fact or "")) for fact in facts)


def _state(one: Mapping[str, Any]) -> str:
    if one["state"] == "waiting":
        return f"waits for {one['missing']} more"
    if one["state"] == "open":
        return f"open until {_time(one['ends'])} at the latest"
    return str(one["state"])


def _what(one: Mapping[str, Any]) -> str:
    return ", ".join(one["paths"]) or "everything of the catalogue"


def _why(one: Mapping[str, Any]) -> str:
    return f"{one['ticket']}: {one['reason']}"


def _approved(one: Mapping[str, Any]) -> str:
    return ", ".join(f"{it['person']} {_time(it['at'])}" for it in one["approvals"])


def _time(text: str) -> str:
    return f"{datetime.fromisoformat(text):%Y-%m-%d %H:%MZ}"
