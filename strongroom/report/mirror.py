"""What a mirror would do, and what it did: for people and for programs. Never with a value."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.console import RenderableType

    from strongroom.operations.mirror.delivery import Result
    from strongroom.operations.mirror.plan import Step
    from strongroom.operations.mirror.rollout import Told
    from strongroom.operations.mirror.survey import PlannedPlace

STYLES = {
    "new": "green",
    "changed": "yellow",
    "stale": "yellow",
    "blocked": "red",
    "foreign": "magenta",
    "missing": "cyan",
    "invalid": "red",
    "unknown": "magenta",
    "orphaned": "yellow",
    "delivered": "green",
    "removed": "green",
    "failed": "red",
}


_QUIET = ("same", "elsewhere", "unsupported")  # summed up, not listed


def plan_json(places: Sequence[PlannedPlace], environment: str, told: Sequence[Told] = ()) -> dict[str, Any]:
    """The plan for programs."""
    lines = [line for place in places for line in place.steps]
    return {
        "environment": environment,
        "summary": dict(Counter(line.state for line in lines)),
        "failures": [place.failure for place in places if place.failure],
        "deliveries": [_plain(line) for line in lines],
        "places": _places(told),
    }


def results_json(
    results: Sequence[Result], failures: Sequence[str], environment: str, told: Sequence[Told] = ()
) -> dict[str, Any]:
    """What was done, for programs."""
    return {
        "environment": environment,
        "summary": dict(Counter(_word(result) for result in results)),
        "failures": list(failures),
        "deliveries": [
            _plain(result.step) | {"outcome": result.outcome, "problem": result.problem} for result in results
        ],
        "places": _places(told),
    }


def _places(told: Sequence[Told]) -> list[dict[str, str]]:
    """Where a delivery alone changes nothing yet."""
    return [{"address": one.place, "state": one.state, "reason": one.text} for one in told]


def _plain(line: Step) -> dict[str, Any]:
    return {
        "path": line.path,
        "address": line.address,
        "kind": line.key.kind,
        "environment": line.environment,
        "state": line.state,
        "reason": line.reason or None,
    }


def plan_table(places: Sequence[PlannedPlace]) -> Iterator[RenderableType]:
    """The plan for people: all but what stays as it is, and a line that sums up."""
    lines = [line for place in places for line in place.steps]
    yield from _table(((line, line.state, line.reason) for line in lines), "plan")
    yield from _summed(Counter(line.state for line in lines))
    yield from left_out((line.state, line.address) for line in lines)


def results_table(results: Sequence[Result]) -> Iterator[RenderableType]:
    """What was done and what was left alone, for people."""
    yield from _table(((r.step, _word(r), r.problem or r.step.reason) for r in results), "result")
    yield from _summed(Counter(_word(result) for result in results))
    yield from left_out((r.step.state, r.step.address) for r in results)


def left_out(lines: Iterable[tuple[str, str]]) -> Iterator[RenderableType]:
    """Of states and addresses: what nothing here reaches yet, and what only other machines have."""
    from rich.text import Text

    every = list(lines)
    kinds = Counter(address.partition(":")[0] for state, address in every if state == "unsupported")
    if kinds:
        listed = ", ".join(f"{kind} {number}" for kind, number in sorted(kinds.items()))
        yield Text(f"unsupported is what nothing here reaches yet: {listed}")
    projects = sorted({address.partition(":")[2].partition("/")[0] for state, address in every if state == "elsewhere"})
    if projects:
        yield Text(
            f"elsewhere is what lies on developers' machines, and this one has no folder of {', '.join(projects)}:"
            " strongroom sync PROJECT --folder DIR"
        )


def _word(result: Result) -> str:
    return result.step.state if result.outcome == "left" else result.outcome


def _table(rows: Iterable[tuple[Step, str, str]], heading: str) -> Iterator[RenderableType]:
    from rich.table import Table
    from rich.text import Text

    table = Table(expand=True)
    for title in ("path", "destination", heading, "why"):
        table.add_column(title, overflow="fold")
    for line, word, why in rows:
        if word not in _QUIET:
            table.add_row(Text(line.path), Text(line.address), Text(word, style=STYLES.get(word, "")), Text(why))
    if table.row_count:
        yield table


def _summed(counts: Counter[str]) -> Iterator[RenderableType]:
    from rich.text import Text

    yield Text(", ".join(f"{number} {word}" for word, number in counts.most_common()) or "nothing to deliver")
