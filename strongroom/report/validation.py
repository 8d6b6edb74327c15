"""What a validation found: for the screen, for programs, for a pipeline, for a ticket."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from strongroom.report.markdown import cell, row
from strongroom.report.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from strongroom.vault.validation.finding import Finding
    from strongroom.vault.validation.run import Validation


def as_json(found: Validation) -> dict[str, Any]:
    """Everything, for programs; `asked` is false for what nobody wanted to be looked at this time."""
    return {
        "environment": found.environment,
        "address": found.address,
        "verdict": found.verdict,
        "areas": {area: [_facts(one) for one in some] for area, some in found.findings.items()},
    }


def _facts(one: Finding) -> dict[str, Any]:
    return {
        "name": one.name,
        "state": one.state,
        "asked": one.asked,
        "found": one.found,
        "way_out": one.way_out,
        "figures": dict(one.figures),
    }


def as_tables(found: Validation) -> Iterator[RenderableType]:
    """One table, area after area, and a summary."""
    from rich.text import Text

    from strongroom.report.checklist import table

    lines = (replace(one, name=f"{area}: {one.name}") for area, some in found.findings.items() for one in some)
    yield table("validated", lines)
    yield Text(found.summary)


def as_markdown(found: Validation) -> str:
    """A heading, a summary, a table."""
    lines = [f"# Vault, {cell(found.environment)}: {found.verdict}", "", cell(found.summary), ""]
    lines += [row(("area", "what", "state", "found", "what to do")), row(["---"] * 5)]
    for area, some in found.findings.items():
        lines += [row(map(cell, (area, one.name, one.state, one.found, one.way_out))) for one in some]
    return "\n".join(lines) + "\n"


def as_junit(found: Validation) -> str:
    """One suite an area; what does not hold is a failure, what could not be looked at an error, the rest is skipped."""
    suites = ET.Element("testsuites", name=printable(f"strongroom vault validate {found.environment}"))
    for area, some in found.findings.items():
        suite = ET.SubElement(
            suites,
            "testsuite",
            name=f"vault.{area}",
            tests=str(len(some)),
            failures=str(sum(one.state == "does not hold" for one in some)),
            errors=str(sum(one.unseen for one in some)),
            skipped=str(sum(one.state == "not looked at" and not one.asked for one in some)),
        )
        for one in some:
            _case(suite, area, one)
    ET.indent(suites)
    return ET.tostring(suites, encoding="unicode", xml_declaration=True) + "\n"


def _case(suite: ET.Element, area: str, one: Finding) -> None:
    case = ET.SubElement(suite, "testcase", classname=f"vault.{area}", name=printable(one.name))
    if one.state == "holds":
        ET.SubElement(case, "system-out").text = printable(one.found)
        return
    kind = "failure" if one.state == "does not hold" else "error" if one.asked else "skipped"
    said = ET.SubElement(case, kind, message=printable(one.found))
    if kind != "skipped":
        said.text = printable(f"{one.found}\nWay out: {one.way_out}")
