"""Everything, for programs; a later audit takes it as its baseline."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from strongroom.audit.finding import Finding
    from strongroom.audit.report import Report

VERSION = 1


def render(report: Report) -> str:
    """The report as a JSON object."""
    document = {
        "version": VERSION,
        "source": report.source,
        "counts": dict(report.counts),
        "findings": [_finding(one) for one in report.findings],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _finding(one: Finding) -> dict[str, Any]:
    return {
        "fingerprint": one.fingerprint,
        "rule": one.rule,
        "severity": one.severity.word,
        "mandatory": one.mandatory,
        "known": one.known,
        "urn": one.urn,
        "path": one.path,
        "title": one.title,
        "problem": one.problem,
        "remedy": one.remedy,
        "file": one.place.file if one.place else None,
        "line": one.place.line if one.place else None,
    }
