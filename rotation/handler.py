"""The Lambda handler: `rotation.handler.handle`."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING, Any

from rotation import event as events
from rotation import steps, strategies, sweep
from rotation.errors import RotationError, StepFailedError, unexpected
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
    except Exception as error:  # noqa: BLE001 - a message of anything else than ours might hold a value
        told = error if isinstance(error, RotationError) else unexpected(error)
        _failed(strategy, step, event, told)
        raise StepFailedError(f"{step} of {event.get('SecretId', 'no secret')}: {told}") from None
    logger.info("done" if did else "had been done already", extra=facts)
    if did and parsed.step is events.Step.FINISH:
        count("RotationSucceeded", strategy=strategy)
    return None


def _failed(strategy: str, step: str, event: Mapping[str, Any], error: RotationError) -> None:
    facts = {"step": step, "secret": str(event.get("SecretId", "")), "strategy": strategy, "way_out": error.way_out}
    logger.error(error.problem, extra=facts)
    count("RotationFailed", strategy=strategy or "none", step=step)
