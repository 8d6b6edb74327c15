"""Lambda: who may call a function, and what feeds it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from local.providers.aws.connection import CREATION_TAG, Aws
from local.providers.aws.rows import (
    aws_type,
    client_of,
    given,
    name_of,
    unless_missing,
)
from local.providers.aws.shapes import pascal
from local.providers.naming import Autoname
from local.providers.resource import Call, Effect, Made, table

if TYPE_CHECKING:
    from local.providers.values import Properties


def _lambda(call: Call[Aws]) -> Any:  # boto3's
    return client_of(call, "lambda")


def _add_permission(call: Call[Aws]) -> Made:
    statement = name_of(call, "statementId")
    _lambda(call).add_permission(
        FunctionName=call.inputs["function"],
        StatementId=statement,
        Action=call.inputs["action"],
        Principal=call.inputs["principal"],
        **given(
            call,
            SourceArn="sourceArn",
            SourceAccount="sourceAccount",
            Qualifier="qualifier",
            PrincipalOrgID="principalOrgId",
            EventSourceToken="eventSourceToken",
            FunctionUrlAuthType="functionUrlAuthType",
        ),
    )
    return Made(id=statement)


def _statements(call: Call[Aws]) -> list[dict[str, Any]]:
    name = _permitted(call)
    answer = unless_missing(_lambda(call).get_policy, FunctionName=name, **given(call, Qualifier="qualifier"))
    return list(json.loads(answer["Policy"])["Statement"]) if answer else []


def _permitted(call: Call[Aws]) -> str:
    """The function of a permission: an import names it in the id, `function/statement`."""
    return str({**call.old_inputs, **call.old, **call.inputs}.get("function") or call.id.partition("/")[0])


def _read_permission(call: Call[Aws]) -> Properties | None:
    sid = call.id.rpartition("/")[2]
    statement = next((item for item in _statements(call) if item.get("Sid") == sid), None)
    if statement is None:
        return None
    principal = statement["Principal"]
    return {
        "id": sid,
        "statementId": sid,
        "function": _permitted(call),
        "action": statement["Action"],
        "principal": next(iter(principal.values())) if isinstance(principal, dict) else principal,
    }


def _remove_permission(call: Call[Aws]) -> None:
    unless_missing(
        _lambda(call).remove_permission,
        FunctionName=_permitted(call),
        StatementId=call.id,
    )


def _find_permission(call: Call[Aws]) -> str | None:
    wanted = call.inputs.get("statementId")
    return next((item["Sid"] for item in _statements(call) if wanted and item.get("Sid") == wanted), None)


_MAPPED: Final = {
    "batchSize": "BatchSize",
    "bisectBatchOnFunctionError": "BisectBatchOnFunctionError",
    "destinationConfig": "DestinationConfig",
    "filterCriteria": "FilterCriteria",
    "functionResponseTypes": "FunctionResponseTypes",
    "maximumBatchingWindowInSeconds": "MaximumBatchingWindowInSeconds",
    "maximumRecordAgeInSeconds": "MaximumRecordAgeInSeconds",
    "maximumRetryAttempts": "MaximumRetryAttempts",
    "parallelizationFactor": "ParallelizationFactor",
    "scalingConfig": "ScalingConfig",
}


def _mapping(call: Call[Aws]) -> dict[str, Any]:
    options = {there: pascal(call.inputs[here]) for here, there in _MAPPED.items() if here in call.inputs}
    return {"FunctionName": call.inputs["functionName"], "Enabled": call.inputs["enabled"], **options}


def _create_mapping(call: Call[Aws]) -> Made:
    answer = _lambda(call).create_event_source_mapping(
        **_mapping(call),
        **given(call, EventSourceArn="eventSourceArn", StartingPosition="startingPosition"),
        Tags={**call.connection.tags_all(call.inputs), CREATION_TAG: call.nonce},
    )
    return Made(id=answer["UUID"])


def _find_mapping(call: Call[Aws]) -> str | None:
    """One source feeds one function once."""
    answer = _lambda(call).list_event_source_mappings(
        FunctionName=call.inputs["functionName"], **given(call, EventSourceArn="eventSourceArn")
    )
    return next((mapping["UUID"] for mapping in answer.get("EventSourceMappings", ())), None)


def _read_mapping(call: Call[Aws]) -> Properties | None:
    answer = unless_missing(_lambda(call).get_event_source_mapping, UUID=call.id)
    if answer is None or answer.get("State") == "Deleting":
        return None
    region = call.connection.region_of({**call.old, **call.inputs})
    return {
        "arn": answer.get("EventSourceMappingArn")
        or call.connection.arn("lambda", f"event-source-mapping:{call.id}", region),
        "uuid": call.id,
        "functionArn": answer["FunctionArn"],
        "functionName": call.inputs.get("functionName", answer["FunctionArn"]),
        "eventSourceArn": answer.get("EventSourceArn"),
        "batchSize": answer.get("BatchSize"),
        "enabled": answer.get("State") not in ("Disabled", "Disabling"),
        "state": answer.get("State", ""),
        "stateTransitionReason": answer.get("StateTransitionReason", ""),
        "lastModified": str(answer.get("LastModified", "")),
        "lastProcessingResult": answer.get("LastProcessingResult", ""),
    }


def _update_mapping(call: Call[Aws]) -> None:
    _lambda(call).update_event_source_mapping(UUID=call.id, **_mapping(call))


def _delete_mapping(call: Call[Aws]) -> None:
    unless_missing(_lambda(call).delete_event_source_mapping, UUID=call.id)


LAMBDA_CALLERS: Final = table(
    aws_type(
        "lambda/permission:Permission",
        Effect(create=_add_permission, read=_read_permission, delete=_remove_permission, find=_find_permission),
        replace_on=(
            *("action", "eventSourceToken", "function", "functionUrlAuthType", "principal", "principalOrgId"),
            *("qualifier", "sourceAccount", "sourceArn"),
        ),
        naming=Autoname(property="statementId", limit=100, unless=("statementIdPrefix",)),
    ),
    aws_type(
        "lambda/eventSourceMapping:EventSourceMapping",
        Effect(
            create=_create_mapping,
            read=_read_mapping,
            update=_update_mapping,
            delete=_delete_mapping,
            find=_find_mapping,
        ),
        replace_on=("eventSourceArn", "startingPosition", "startingPositionTimestamp", "queues", "topics"),
        computed=(
            *("batchSize", "maximumRecordAgeInSeconds", "maximumRetryAttempts", "parallelizationFactor"),
            "destinationConfig",
        ),
        defaults={"enabled": True},
        unstable=("lastModified", "lastProcessingResult", "state", "stateTransitionReason", "functionArn"),
    ),
)
