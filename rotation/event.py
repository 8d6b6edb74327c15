"""The events of the function, typed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from rotation.errors import EventError

if TYPE_CHECKING:
    from collections.abc import Mapping


class Step(Enum):
    """The four steps, in their order, as Secrets Manager names them.

    https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
    """

    CREATE = "createSecret"
    SET = "setSecret"
    TEST = "testSecret"
    FINISH = "finishSecret"


@dataclass(frozen=True, kw_only=True)
class StepEvent:
    """One step of one rotation. `token` is the id of the version that is to become current."""

    step: Step
    secret_id: str
    token: str


@dataclass(frozen=True, kw_only=True)
class SweepEvent:
    """Look after these secrets: old credentials, due dates."""

    secret_ids: tuple[str, ...]


def parse(event: Mapping[str, object]) -> StepEvent | SweepEvent:
    """Read an event; raises EventError, which says what an event looks like."""
    if "Step" in event:
        return _step(event)
    if "Check" in event:
        return _sweep(event)
    raise EventError("the event has neither Step nor Check", way_out="let Secrets Manager call it: RotateSecret")


def _step(event: Mapping[str, object]) -> StepEvent:
    names = [step.value for step in Step]
    if event["Step"] not in names:
        raise EventError("Step is none that we know", way_out=f"use {', '.join(names)}")
    missing = [key for key in ("SecretId", "ClientRequestToken") if not _is_text(event.get(key))]
    if missing:
        raise EventError(
            f"the event lacks {' and '.join(missing)}", way_out="let Secrets Manager call it: RotateSecret"
        )
    return StepEvent(step=Step(event["Step"]), secret_id=str(event["SecretId"]), token=str(event["ClientRequestToken"]))


def _sweep(event: Mapping[str, object]) -> SweepEvent:
    ids = event.get("SecretIds")
    if event["Check"] != "sweep":
        raise EventError("Check is none that we know", way_out="use sweep")
    if not isinstance(ids, list) or not ids or not all(_is_text(each) for each in ids):
        raise EventError("SecretIds is no list of names or ARNs", way_out="name at least one secret")
    return SweepEvent(secret_ids=tuple(ids))


def _is_text(given: object) -> bool:
    return isinstance(given, str) and bool(given)
