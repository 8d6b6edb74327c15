"""The Lambda handler: `rotation.handler.handle`."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING, Any

from rotation import event as events
from rotation import steps, strategies, sweep
from rotation.errors import RotationError, StepFailedError
from rotation.services import Services
from rotation.telemetry import count, logger

if TYPE_CHECKING:
    from collections.abc import Mapping


def handle(event: Mapping[str, Any], context: object) -> dict[str, Any] | None:
    """Run one step of a rotation, or a sweep, with the strategy that the environment names.

    A failed step raises StepFailedError, so that Secrets Manager repeats it and in the end gives up; the current
    value is what it was. A sweep goes through all of its secrets, and fails at its end where one of them failed.
    """
    del context
    return run(event, os.environ.get("ROTATION_STRATEGY", ""), _services())


@cache
def _services() -> Services:
    """Once a container: its connections are used again."""
    return Services()


def run(event: Mapping[str, Any], strategy: str, services: Services) -> dict[str, Any] | None:
    """What `handle` does, with everything given."""
    step = "event"
    try:
        parsed = events.parse(event)
        step = "sweep" if isinstance(parsed, events.SweepEvent) else parsed.step.value
        loaded = strategies.load(strategy)
        if isinstance(parsed, events.SweepEvent):
            return sweep.run(strategy, loaded, parsed, services)
        facts = {"step": step, "secret": parsed.secret_id, "token": parsed.token, "strategy": strategy}
        did = steps.run(loaded, parsed, services)
    except StepFailedError:  # a sweep's, at its end: each failure in it is told already
        raise
    except RotationError as error:
        _failed(strategy, step, event, error.problem, error.way_out)
        raise StepFailedError(f"{_place(step, event)}: {error}") from None
    except Exception as error:  # noqa: BLE001 - a message of anything else might hold a value
        # What a driver says may quote what it was given: only the kind of the error and its place are told.
        problem, way_out = f"{type(error).__name__} at {_origin(error)}", "this is a fault of the function: report it"
        _failed(strategy, step, event, problem, way_out)
        raise StepFailedError(f"{_place(step, event)}: {problem}; {way_out}") from None
    logger.info("done" if did else "had been done already", extra=facts)
    if did and parsed.step is events.Step.FINISH:
        count("RotationSucceeded", strategy=strategy)
    return None


def _failed(strategy: str, step: str, event: Mapping[str, Any], problem: str, way_out: str) -> None:
    facts = {"step": step, "secret": str(event.get("SecretId", "")), "strategy": strategy}
    logger.error(problem, extra={**facts, "way_out": way_out})
    count("RotationFailed", strategy=strategy or "none", step=step)


def _place(step: str, event: Mapping[str, Any]) -> str:
    return f"{step} of {event.get('SecretId', 'no secret')}"


def _origin(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return "an unknown place"
    return f"{os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}"  # noqa: PTH119 - a name, no file
