"""What the function says no to. Each error says the problem and the way out, and repeats nothing that was sent."""

from __future__ import annotations


class GlassError(Exception):
    """Nothing was done; `kind` tells the command how to end: `caller`, `input`, `rule` or `service`."""

    kind = "rule"

    def __init__(self, problem: str, *, way_out: str) -> None:
        super().__init__(f"{problem}; {way_out}")
        self.problem = problem
        self.way_out = way_out


class CallerError(GlassError):
    """Nobody knows who called, or nobody whom the rules name did."""

    kind = "caller"


class StatementError(GlassError):
    """What was asked is not in order."""

    kind = "input"


class RuleError(GlassError):
    """What was asked is in order, and not allowed as things stand."""


class ServiceError(GlassError):
    """AWS did not do its part; the same may be asked again."""

    kind = "service"


def unexpected(error: Exception) -> GlassError:
    """What is told of any other error: its kind alone. Its message may quote what was sent."""
    return ServiceError(
        f"the function failed ({type(error).__name__})", way_out="repeat the command; the function's log has the place"
    )
