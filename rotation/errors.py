"""What can end a step. Each error says the problem and the way out; none holds a value, nor what a driver said."""

from __future__ import annotations

from pathlib import PurePath


class RotationError(Exception):
    """A step that did not happen; the current value is what it was."""

    def __init__(self, problem: str, *, way_out: str) -> None:
        super().__init__(f"{problem}; {way_out}")
        self.problem = problem
        self.way_out = way_out


class EventError(RotationError):
    """The function was called with something that is no event of ours."""


class SettingsError(RotationError):
    """The function's environment or the secret's tag `RotationSettings` can't be used."""


class ValueShapeError(RotationError):
    """A value in the store is not of the shape that its strategy rotates."""


class PermissionMissingError(RotationError):
    """Somebody is not allowed to do what the step needs."""


class UnreachableError(RotationError):
    """A server did not answer, or answered that it can't now. The step may be repeated."""


class RefusedError(RotationError):
    """A server refused a credential."""


class UntestedError(RotationError):
    """The new value did not pass its test."""


class BusyError(RotationError):
    """Another run is at this secret; the step may be repeated in a moment."""


class SupersededError(RotationError):
    """The version of this step is no longer the one that is being made current."""


class ManualError(RotationError):
    """A person rotates this secret; no program can."""


def unexpected(error: Exception) -> RotationError:
    """What is told of any other error: its kind and its place. Its message may quote what a driver was given."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{PurePath(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "an unknown place"
    return RotationError(f"{type(error).__name__} at {place}", way_out="this is a fault of the function: report it")


class StepFailedError(Exception):
    """What the handler raises: names the step, the secret, the problem and the way out."""
