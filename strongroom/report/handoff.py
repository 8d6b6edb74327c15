"""The checklist of a handoff, for people and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

    from strongroom.operations.handoff import Check


def as_json(checks: Sequence[Check], workspace: str, environment: str) -> dict[str, Any]:
    """Every check, for programs."""
    return {
        "workspace": workspace,
        "environment": environment,
        "complete": all(check.state == "passed" for check in checks),
        "checks": [
            {"name": one.name, "state": one.state, "found": one.found, "way_out": one.way_out or None} for one in checks
        ],
    }


def as_table(checks: Sequence[Check]) -> Iterator[RenderableType]:
    """Every check, for people."""
    from rich.text import Text

    from strongroom.report.checklist import table

    yield table("check", checks)
    yield Text(f"{sum(one.state == 'passed' for one in checks)} of {len(checks)} passed")


def announcement(checks: Sequence[Check], workspace: str, ticket: str | None, manifest: str) -> str:
    """What the release channel is told."""
    lines = [f"{workspace}: handoff, {sum(one.state == 'passed' for one in checks)} of {len(checks)} checks passed"]
    lines += [f"- {one.name}: {one.state}, {one.found}" for one in checks]
    lines += [f"Audit log for ticket {ticket or '(none named)'}: SHA-256 of its manifest {manifest}"]
    return "\n".join(lines)
