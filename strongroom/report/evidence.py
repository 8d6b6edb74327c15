"""The pages of a folder of evidence that people read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from strongroom.report.markdown import cell, row

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rich.console import RenderableType

    from strongroom.cli.evidence_access import Access

_ABOUT = {
    "commands.md": "commands with their times, people and results",
    "journal.jsonl": "the journal's own lines, each sealed by the hash of the one before",
    "status.json": "the dashboard, for programs",
    "status.md": "the dashboard, for a ticket",
    "status.html": "the dashboard, for a browser",
    "entries.json": "the entries and whether the store has their values",
    "verification.json": "each delivery held against the store",
    "destinations.json": "the names that the destinations list, and when each was last changed",
    "cloudtrail.json": "who did what with the entries of Secrets Manager",
    "vault-audit.json": "who asked Vault for the entries",
    "manifest.json": "the SHA-256 of every file",
}
_SHOWN = ("workspace", "environment", "path", "address", "at", "command", "user", "result", "previous")


def readme(facts: Mapping[str, str], files: Sequence[str], unreachable: Sequence[str]) -> str:
    """What the folder is, and what it lacks."""
    lines = ["# Evidence", "", *(f"- {name}: {cell(fact)}" for name, fact in facts.items()), ""]
    lines += ["No file here holds a value.", "", "| file | what it is |", "| --- | --- |"]
    names = [*files, "journal.jsonl", "manifest.json"]
    lines += [row((f"`{name}`", _ABOUT.get(name, ""))) for name in names]
    lines += ["", "Could not be reached:" if unreachable else "Every source could be reached.", ""]
    lines += [f"- {cell(reason)}" for reason in unreachable]
    lines += ["", "`strongroom evidence verify DIR` says whether anything was changed since.", ""]
    return "\n".join(lines)


def commands(records: Sequence[Mapping[str, Any]]) -> str:
    """Every command, oldest first."""
    lines = ["# Commands", ""]
    if not records:
        return "\n".join([*lines, "The journal of this machine has none.", ""])
    lines += [row(("time", "command", "result", "entry or place", "who", "more")), row(["---"] * 6)]
    for record in records:
        where = record.get("address") or record.get("path") or record.get("place") or ""
        more = ", ".join(f"{key}: {fact}" for key, fact in record.items() if key not in _SHOWN and fact is not None)
        facts = (record["at"], record.get("command"), record.get("result"), where, record.get("user"), more)
        lines.append(row(cell(str(fact or "")) for fact in facts))
    return "\n".join([*lines, ""])


def access_json(found: Access) -> dict[str, Any]:
    """Who could, and who did, for programs."""
    return {
        "path": found.path,
        "could": [
            {"who": one.who, "through": one.through, "grounds": one.grounds, "conditions": list(one.conditions)}
            for one in found.could
        ],
        "did": list(found.did),
        "unreachable": list(found.unreachable),
    }


def access_table(found: Access) -> Iterator[RenderableType]:
    """Who could, and who did, for people."""
    from rich.table import Table
    from rich.text import Text

    could = Table(title=f"could have read {found.path}", title_justify="left", expand=True)
    for heading in ("who", "through", "grounds", "only if"):
        could.add_column(heading, overflow="fold")
    for one in found.could:
        could.add_row(*map(Text, (one.who, one.through, one.grounds, "; ".join(one.conditions))))
    yield could
    did = Table(title="did, as the audit trails say", title_justify="left", expand=True)
    for heading in ("time", "who", "from", "entry", "how it ended"):
        did.add_column(heading, overflow="fold")
    for event in found.did:
        facts = (*(event.get(fact) for fact in ("time", "who", "from", "entry")), event.get("error") or "read")
        did.add_row(*(Text(str(fact or "")) for fact in facts))
    yield did
