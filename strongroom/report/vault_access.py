"""Who read, who was refused, and who had everything open: for people and for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

    from strongroom.vault.access import Access, Event, Kind, Tally

MOST = 50  # rows that people are shown
OPENED: tuple[Kind, ...] = ("break-glass", "break-glass use", "root", "root attempt")


def as_json(found: Access) -> dict[str, Any]:
    """Everything."""
    return {
        "lines": found.lines,
        "unreadable": found.unreadable,
        "first": found.first or None,
        "last": found.last or None,
        "counts": dict(sorted(found.counts().items())),
        "reads": [asdict(one) for one in found.tallies("read")],
        "refused": [asdict(one) for one in found.tallies("refused", "denied")],
        "opened": [_plain(one) for one in found.of(*OPENED)],
    }


def _plain(event: Event) -> dict[str, Any]:
    return {name: value for name, value in asdict(event).items() if name != "kind"}


def as_tables(found: Access) -> Iterator[RenderableType]:
    """What matters, the most frequent first."""
    from rich.text import Text

    counts = found.counts()
    when = f"{_moment(found.first)} to {_moment(found.last)}" if found.lines else "no time"
    yield Text(
        f"{found.lines} lines, {when}: {counts['read']} reads, {counts['write']} writes, {counts['login']} logins,"
        f" {counts['refused']} logins or tokens refused, {counts['denied']} requests denied"
    )
    if found.unreadable:
        yield Text(f"{found.unreadable} lines are no JSON and were left out")
    yield _tallies("read", found.tallies("read"))
    yield _tallies("refused, or denied by a policy", found.tallies("refused", "denied"))
    yield _events("break-glass and root", found.of(*OPENED))


def _tallies(title: str, rows: Sequence[Tally]) -> RenderableType:
    return _table(
        title,
        ("times", "who", "what", "path", "from", "last"),
        [(str(one.times), one.who, one.operation, one.path, one.source, _moment(one.last)) for one in rows],
    )


def _events(title: str, rows: Sequence[Event]) -> RenderableType:
    return _table(
        title,
        ("time", "who", "what", "path", "from"),
        [(_moment(one.time), one.who, one.operation, one.entry, one.source) for one in rows],
    )


def _table(title: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> RenderableType:
    from rich.table import Table
    from rich.text import Text

    if not rows:
        return Text(f"{title}: none")
    more = f"; the first {MOST} of {len(rows)}, all with --json" if len(rows) > MOST else ""
    table = Table(title=title + more, title_justify="left", expand=True)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows[:MOST]:
        table.add_row(*map(Text, row))
    return table


def _moment(text: str) -> str:
    """`2026-11-22T21:39:27.893685543Z` to the second."""
    return f"{text[:19].replace('T', ' ')}Z"
