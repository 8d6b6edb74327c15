"""Whether an account is ready for a stack, for people and for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

    from strongroom.operations.doctor.doctor import Finding


def as_json(findings: Sequence[Finding], environment: str) -> dict[str, Any]:
    """Every finding, for programs; `met` only where everything was asked and is as it has to be."""
    met = not any(one.state in ("failed", "not looked at") for one in findings)
    return {"environment": environment, "met": met, "findings": [asdict(one) for one in findings]}


def as_table(findings: Sequence[Finding]) -> Iterator[RenderableType]:
    """Every finding, for people."""
    from rich.text import Text

    from strongroom.report.checklist import table

    yield table("prerequisite", findings)
    counts = {state: sum(one.state == state for one in findings) for state in ("failed", "not looked at")}
    said = [f"{count} {state}" for state, count in counts.items() if count]
    yield Text(", ".join(said) if said else "everything is ready")
