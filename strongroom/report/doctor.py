"""What the doctor found, for people and for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

    from strongroom.operations.doctor.doctor import Finding


def as_json(findings: Sequence[Finding], environment: str) -> dict[str, Any]:
    """Every finding, for programs."""
    healthy = not any(finding.state == "failed" for finding in findings)
    return {"environment": environment, "healthy": healthy, "findings": [asdict(finding) for finding in findings]}


def as_table(findings: Sequence[Finding]) -> Iterator[RenderableType]:
    """Every finding, for people."""
    from rich.text import Text

    from strongroom.report.checklist import table

    yield table("examined", findings)
    count = sum(one.state == "failed" for one in findings)
    yield Text(f"{count} failed" if count else "nothing failed")
