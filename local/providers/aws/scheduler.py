"""EventBridge Scheduler: schedules."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from local.providers.aws.rows import (
    aws_type,
    client_of,
    name_of,
    unless_missing,
)
from local.providers.aws.shapes import camel, echo, pascal
from local.providers.naming import Autoname
from local.providers.resource import Call, Effect, Made, table

if TYPE_CHECKING:
    from local.providers.aws.connection import Aws
    from local.providers.values import Properties

_ENABLED: Final = "ENABLED"
_SCHEDULE: Final = (
    *("actionAfterCompletion", "description", "groupName", "kmsKeyArn", "name", "scheduleExpression"),
    *("scheduleExpressionTimezone", "state"),
)


def _scheduler(call: Call[Aws]) -> Any:  # boto3's
    return client_of(call, "scheduler")


def _schedule_request(call: Call[Aws]) -> dict[str, Any]:
    request = pascal({name: call.inputs[name] for name in _SCHEDULE if name in call.inputs})
    request["FlexibleTimeWindow"] = pascal(call.inputs["flexibleTimeWindow"])
    request["Target"] = pascal(call.inputs["target"])
    for name in ("startDate", "endDate"):
        if name in call.inputs:
            moment = dt.datetime.fromisoformat(call.inputs[name])
            request[name[:1].upper() + name[1:]] = moment
    return dict(request)


def _create_schedule(call: Call[Aws]) -> Made:
    request = _schedule_request(call)
    request["Name"] = name_of(call)
    _scheduler(call).create_schedule(**request, ClientToken=call.nonce)
    return Made(id=f"{call.inputs['groupName']}/{request['Name']}")


def _schedule(call: Call[Aws], schedule_id: str) -> Any:  # boto3's
    group, _, name = schedule_id.partition("/")
    return unless_missing(_scheduler(call).get_schedule, GroupName=group, Name=name)


def _find_schedule(call: Call[Aws]) -> str | None:
    schedule_id = f"{call.inputs['groupName']}/{name_of(call)}"
    return schedule_id if _schedule(call, schedule_id) else None


def _read_schedule(call: Call[Aws]) -> Properties | None:
    there = _schedule(call, call.id)
    if there is None:
        return None
    found = camel({name: value for name, value in there.items() if name not in ("StartDate", "EndDate")})
    return {
        "arn": there["Arn"],
        **{name: found.get(name) for name in _SCHEDULE},
        "flexibleTimeWindow": echo(found["flexibleTimeWindow"], call.inputs.get("flexibleTimeWindow")),
        "target": echo(found["target"], call.inputs.get("target")),
    }


def _update_schedule(call: Call[Aws]) -> None:
    _scheduler(call).update_schedule(**_schedule_request(call))


def _delete_schedule(call: Call[Aws]) -> None:
    group, _, name = call.id.partition("/")
    unless_missing(_scheduler(call).delete_schedule, GroupName=group, Name=name)


SCHEDULER: Final = table(
    aws_type(
        "scheduler/schedule:Schedule",
        Effect(
            create=_create_schedule,
            read=_read_schedule,
            update=_update_schedule,
            delete=_delete_schedule,
            find=_find_schedule,
        ),
        replace_on=("groupName",),
        documents=("target.input",),
        naming=Autoname(limit=64),
        defaults={
            "groupName": "default",
            "scheduleExpressionTimezone": "UTC",
            "state": _ENABLED,
            "actionAfterCompletion": "NONE",
        },
    ),
)
