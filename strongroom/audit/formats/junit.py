"""JUnit's XML, as pipelines show test results: a finding is a failed test, a note a skipped one."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from strongroom.audit.finding import Severity
from strongroom.report.printable import printable

if TYPE_CHECKING:
    from strongroom.audit.finding import Finding
    from strongroom.audit.report import Report


def render(report: Report) -> str:
    """The report as one test suite."""
    failed = sum(_fails(one) for one in report.findings)
    suite = ET.Element(
        "testsuite",
        name=f"strongroom audit of {report.source}",
        tests=str(len(report.findings) or 1),
        failures=str(failed),
        errors="0",
        skipped=str(len(report.findings) - failed),
    )
    for one in report.findings:
        _case(suite, one)
    if not report.findings:
        ET.SubElement(suite, "testcase", classname="policy", name="nothing found")
    ET.indent(suite)
    return ET.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


def _fails(one: Finding) -> bool:
    return one.severity is not Severity.NOTE and not one.known


def _case(suite: ET.Element, one: Finding) -> None:
    case = ET.SubElement(
        suite, "testcase", classname=f"policy.{one.rule}", name=printable(f"{one.resource} {one.path}".strip())
    )
    if one.place:
        case.set("file", one.place.file)
        case.set("line", str(one.place.line))
    kind = "failure" if _fails(one) else "skipped"
    result = ET.SubElement(case, kind, message=printable(f"{one.severity.word}: {one.problem}"))
    if kind == "failure":
        result.text = printable(f"{one.title}\n{one.problem}\nWay out: {one.remedy}\n{one.urn}")
