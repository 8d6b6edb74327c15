"""SARIF 2.1.0, as code scanning reads it. Source: OASIS, "Static Analysis Results Interchange Format", 2.1.0."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from strongroom.audit.finding import Place, Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from strongroom.audit.finding import Finding
    from strongroom.audit.report import Report

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_PROGRAM = Place(file="Pulumi.yaml", line=1)
_LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
    Severity.NOTE: "none",
}
# GitHub ranks by a number of its own: over 9 is critical, over 7 high, over 4 medium.
_RANKS = {
    Severity.CRITICAL: "9.5",
    Severity.HIGH: "8.0",
    Severity.MEDIUM: "5.5",
    Severity.LOW: "2.0",
    Severity.NOTE: "0.0",
}


def render(report: Report) -> str:
    """The report as a SARIF log with one run."""
    rules = {one.rule: one for one in report.findings}
    run = {
        "tool": {"driver": {"name": "strongroom", "rules": [_rule(one) for _, one in sorted(rules.items())]}},
        "originalUriBaseIds": {"PROJECT": {"description": {"text": "The folder of the program"}}},
        "results": [_result(one) for one in report.findings],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False) + "\n"


def _rule(one: Finding) -> Mapping[str, Any]:
    return {
        "id": one.rule,
        "shortDescription": {"text": one.title},
        "help": {"text": f"{one.remedy}; see docs/rules/{one.rule}.md" if one.remedy else one.title},
        "defaultConfiguration": {"level": _LEVELS[one.severity]},
        "properties": {"security-severity": _RANKS[one.severity], "tags": ["security"]},
    }


def _result(one: Finding) -> Mapping[str, Any]:
    path = f"{one.path}: " if one.path else ""
    return {
        "ruleId": one.rule,
        "level": _LEVELS[one.severity],
        "message": {"text": f"{one.resource}: {path}{one.problem}"},
        "locations": [_location(one)],
        "partialFingerprints": {"strongroom/v1": one.fingerprint},
        "baselineState": "unchanged" if one.known else "new",
    }


def _location(one: Finding) -> Mapping[str, Any]:
    # Code scanning takes no result without a file: what has no line of its own is shown at the program's.
    place = one.place or _PROGRAM
    return {
        "logicalLocations": [{"fullyQualifiedName": one.urn or "stack", "kind": "resource"}],
        "physicalLocation": {
            "artifactLocation": {"uri": quote(place.file), "uriBaseId": "PROJECT"},
            "region": {"startLine": place.line},
        },
    }
