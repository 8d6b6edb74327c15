"""Markdown, for a pull request or a ticket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.report.markdown import cell, code, row

if TYPE_CHECKING:
    from strongroom.audit.finding import Finding
    from strongroom.audit.report import Report


def render(report: Report) -> str:
    """A heading, a summary, a table."""
    lines = ["# Audit", "", cell(report.summary), ""]
    if report.findings:
        lines += [row(("severity", "rule", "where", "problem", "way out")), row(["---"] * 5)]
        lines += [_row(one) for one in report.findings]
        lines += [""]
    return "\n".join(lines)


def _row(one: Finding) -> str:
    place = f" ({one.place.file}:{one.place.line})" if one.place else ""
    severity = f"{one.severity.word} (known)" if one.known else one.severity.word
    where = f"{cell(one.resource + place)} {code(one.path)}".rstrip()
    return row((cell(severity), cell(one.rule), where, cell(one.problem), cell(one.remedy)))
