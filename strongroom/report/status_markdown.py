"""The dashboard in Markdown, for a ticket or a wiki."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.report.markdown import cell, row
from strongroom.report.status import HEADINGS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from strongroom.report.dashboard import Dashboard, Section


def render(dashboard: Dashboard) -> str:
    """A section for each workspace, with the columns of requirement 2.1."""
    lines = [f"# Secrets on {dashboard.today} ({dashboard.environment})", "", cell(dashboard.tally.sentence), ""]
    for section in dashboard.sections:
        lines += [*_section(section), ""]
    return "\n".join(lines)


def _section(section: Section) -> Iterator[str]:
    yield f"## {cell(section.title)}"
    yield ""
    yield f"- Owner: {cell(section.owners)}"
    yield f"- Overall status: **{section.tally.overall}** ({cell(section.tally.sentence)})"
    if due := section.next_rotation:
        yield f"- Next rotation: {due.rotation_due}, `{due.standing.path}`"
    yield ""
    yield row([*HEADINGS, "rotation due"])
    yield row(["---"] * (len(HEADINGS) + 1))
    for one in section.rows:
        standing = one.standing
        yield row(
            [
                cell(one.name),
                cell(standing.path),
                cell(standing.target),
                cell(f"{standing.state} {one.moment}".strip()),
                cell("; ".join(one.remarks)),
                str(one.rotation_due or ""),
            ]
        )
