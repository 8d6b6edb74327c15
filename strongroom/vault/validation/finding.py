"""What one look at a cluster found: a verdict, the evidence, and the way out where there has to be one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Mapping

Area = Literal["health", "retrieval", "access", "encryption", "audit", "backup", "break-glass", "load"]
Verdict = Literal["holds", "does not hold", "not looked at"]
AREAS: tuple[Area, ...] = get_args(Area)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that a cluster has to do or be. `asked` is False where nobody wanted it to be looked at this time."""

    name: str
    state: Verdict
    found: str
    way_out: str = ""
    figures: Mapping[str, Any] = field(default_factory=dict)
    asked: bool = True

    @property
    def unseen(self) -> bool:
        """Whether it was wanted, and could not be looked at."""
        return self.state == "not looked at" and self.asked


def holds(name: str, found: str, **figures: Any) -> Finding:
    """It is so, by this evidence."""
    return Finding(name=name, state="holds", found=found, figures=figures)


def fails(name: str, found: str, way_out: str, **figures: Any) -> Finding:
    """It is not."""
    return Finding(name=name, state="does not hold", found=found, way_out=way_out, figures=figures)


def unseen(name: str, why: str, way_out: str, **figures: Any) -> Finding:
    """It could not be looked at."""
    return Finding(name=name, state="not looked at", found=why, way_out=way_out, figures=figures)


def left_out(name: str, why: str, way_out: str, **figures: Any) -> Finding:
    """Nobody wanted it to be looked at."""
    return Finding(name=name, state="not looked at", found=why, way_out=way_out, figures=figures, asked=False)


def judged(name: str, problems: tuple[str, ...], found: str, **figures: Any) -> Finding:
    """It holds unless there are problems, each "what; way out"."""
    if not problems:
        return holds(name, found, **figures)
    parts = [problem.partition("; ") for problem in problems]
    whats, ways = [what for what, _, _ in parts], dict.fromkeys(way for _, _, way in parts if way)
    return fails(name, "; ".join(whats), "; ".join(ways) or "strongroom vault status", **figures)
