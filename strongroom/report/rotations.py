"""Rotations for people and for programs. Never with a value."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

    from strongroom.operations.rotation.list import Row, Standing
    from strongroom.operations.rotation.plan import Plan
    from strongroom.operations.rotation.rotate import Outcome
    from strongroom.operations.rotation.unstick import Stuck

_STYLES: dict[Standing, str] = {
    "overdue": "red",
    "stuck": "red",
    "off": "magenta",
    "waiting": "yellow",
    "unknown": "magenta",
    "due": "yellow",
    "empty": "yellow",
    "ok": "green",
}


def plain(one: Row | Outcome | Plan | Stuck) -> dict[str, Any]:
    """Its facts, for JSON."""
    return {key: _scalar(fact) for key, fact in asdict(one).items()}


def _scalar(fact: Any) -> Any:
    match fact:
        case datetime():
            return fact.isoformat(timespec="seconds")
        case dict():
            return {key: _scalar(inner) for key, inner in fact.items()}
        case tuple():
            return list(fact)
        case _:
            return fact


def table(found: Sequence[Row]) -> Iterator[RenderableType]:
    """The list, worst first, and a line that sums up."""
    from rich.table import Table
    from rich.text import Text

    made = Table(expand=True)
    for heading in ("path", "strategy", "last", "next", "standing", "who acts", "what to do"):
        made.add_column(heading, overflow="fold")
    for row in found:
        late = f" {row.days_overdue} days" if row.days_overdue else ""
        made.add_row(
            Text(row.path),
            Text(f"{row.strategy}, {row.days} days"),
            Text(f"{row.last:%Y-%m-%d}" if row.last else "never"),
            Text(f"{row.next:%Y-%m-%d}" if row.next else "-"),
            Text(f"{row.standing}{late}", style=_STYLES[row.standing]),
            Text(row.acts),
            Text(row.hint or ""),
        )
    yield made
    counts = Counter(row.standing for row in found)
    yield Text(
        ", ".join(f"{counts[standing]} {standing}" for standing in _STYLES if counts[standing]) or "none rotates"
    )


def plan_lines(plan: Plan) -> Iterator[str]:
    """What a rotation would do."""
    yield f"{plan.path}: strategy {plan.strategy}, by the function {plan.function}"
    yield f"  changes    {plan.target}"
    yield f"  grace      the old value stays good for {plan.grace_hours} hours where the strategy can do that"
    yield f"  read by    {', '.join(plan.readers) or 'nobody is named in the catalogue'}"
    for number, address in enumerate(plan.stale or ("none",)):
        yield f"  {'stale' if number == 0 else '':<10} {address}"
    if plan.stale:
        yield "             until the mirror has run"


def sentence(outcome: Outcome) -> str:
    """How one rotation ended."""
    if outcome.result == "rotated":
        return f"rotated: {outcome.path} (version {outcome.version}) in {outcome.seconds:.1f} s"
    return f"{outcome.result}: {outcome.path}: {outcome.problem}"


def stuck_lines(found: Stuck) -> Iterator[str]:
    """What is pending, why, and the ways out."""
    since = f" since {found.since:%Y-%m-%d %H:%MZ}" if found.since else ""
    yield f"{found.path}: version {found.pending} is pending{since}; the value before it is current and unchanged"
    yield f"  why        {found.why}"
    yield f"  to finish  strongroom rotation unstick {found.path} --finish   (repeats the steps; always safe)"
    proof = " --current-works" if found.undo_needs_proof and found.made else ""
    remark = "only if the current value still works" if proof else "nothing outside knows the new value"
    yield f"  to undo    strongroom rotation unstick {found.path} --undo{proof}   ({remark})"
