"""Markdown, for a pull request or a ticket."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from strongroom.audit.finding import Finding
    from strongroom.audit.report import Report


def render(report: Report) -> str:
    """A heading, a summary, a table."""
    lines = ["# Audit", "", _cell(report.summary), ""]
    if report.findings:
        lines += ["| severity | rule | where | problem | way out |", "| --- | --- | --- | --- | --- |"]
        lines += [_row(one) for one in report.findings]
        lines += [""]
    return "\n".join(lines)


def _row(one: Finding) -> str:
    place = f" ({one.place.file}:{one.place.line})" if one.place else ""
    severity = f"{one.severity.word} (known)" if one.known else one.severity.word
    where = f"{one.resource}{place}" + (f" `{one.path}`" if one.path else "")
    return f"| {' | '.join(_cell(text) for text in (severity, one.rule, where, one.problem, one.remedy))} |"


def _cell(text: str) -> str:
    for character in "\\|<>[]*_":
        text = text.replace(character, f"\\{character}")
    return text.replace("\n", " ")
