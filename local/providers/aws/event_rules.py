"""EventBridge: buses, rules and their targets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from local.providers.aws.rows import (
    aws_type,
    client_of,
    given,
    name_of,
    tag_list,
    tag_map,
    unless_missing,
    write_tags,
)
from local.providers.aws.shapes import camel, echo, pascal
from local.providers.naming import Autoname
from local.providers.resource import Call, Effect, Made, table

if TYPE_CHECKING:
    from local.providers.aws.connection import Aws
    from local.providers.values import Properties

_DEFAULT_BUS: Final = "default"
_ENABLED: Final = "ENABLED"


def _events(call: Call[Aws]) -> Any:  # boto3's
    return client_of(call, "events")


def _create_bus(call: Call[Aws]) -> Made:
    _events(call).create_event_bus(
        Name=call.inputs["name"],
        Tags=tag_list(call.connection.tags_all(call.inputs)),
        **given(call, Description="description", KmsKeyIdentifier="kmsKeyIdentifier"),
    )
    return Made(id=call.inputs["name"])


def _read_bus(call: Call[Aws]) -> Properties | None:
    bus = unless_missing(_events(call).describe_event_bus, Name=call.id)
    if bus is None:
        return None
    tags = _events(call).list_tags_for_resource(ResourceARN=bus["Arn"]).get("Tags")
    return {
        "arn": bus["Arn"],
        "name": bus["Name"],
        "description": bus.get("Description") or None,
        "tags": call.connection.own_tags(tag_map(tags), call.inputs),
    }


def _update_bus(call: Call[Aws]) -> None:
    if call.changed & {"description", "kmsKeyIdentifier"}:
        _events(call).update_event_bus(
            Name=call.id,
            Description=call.inputs.get("description", ""),
            **given(call, KmsKeyIdentifier="kmsKeyIdentifier"),
        )
    if "tags" in call.changed:
        _write_tags(call, call.old["arn"])


def _delete_bus(call: Call[Aws]) -> None:
    unless_missing(_events(call).delete_event_bus, Name=call.id)


def _write_tags(call: Call[Aws], arn: str) -> None:
    events = _events(call)
    write_tags(
        call,
        tag_map(events.list_tags_for_resource(ResourceARN=arn).get("Tags")),
        tag=lambda tags: events.tag_resource(ResourceARN=arn, Tags=tag_list(tags)),
        untag=lambda keys: events.untag_resource(ResourceARN=arn, TagKeys=keys),
    )


def _bus_of(call: Call[Aws]) -> str:
    """The bus of a rule or target: its name, also where its ARN is given."""
    properties = {**call.old_inputs, **call.inputs}
    return str(properties.get("eventBusName", _DEFAULT_BUS)).rpartition("/")[2]


def _put_rule(call: Call[Aws]) -> str:
    name = name_of(call)
    tags = {} if call.old else {"Tags": tag_list(call.connection.tags_all(call.inputs))}
    enabled = call.inputs.get("state") or (_ENABLED if call.inputs.get("isEnabled", True) else "DISABLED")
    _events(call).put_rule(
        Name=call.id.rpartition("/")[2] or name,
        EventBusName=_bus_of(call),
        State=enabled,
        **given(
            call,
            Description="description",
            EventPattern="eventPattern",
            RoleArn="roleArn",
            ScheduleExpression="scheduleExpression",
        ),
        **tags,
    )
    return str(name)


def _create_rule(call: Call[Aws]) -> Made:
    name, bus = _put_rule(call), _bus_of(call)
    return Made(id=name if bus == _DEFAULT_BUS else f"{bus}/{name}")


def _rule(call: Call[Aws], rule_id: str) -> Any:  # boto3's
    bus, _, name = rule_id.rpartition("/")
    return unless_missing(_events(call).describe_rule, Name=name, EventBusName=bus or _DEFAULT_BUS)


def _read_rule(call: Call[Aws]) -> Properties | None:
    rule = _rule(call, call.id)
    if rule is None:
        return None
    tags = _events(call).list_tags_for_resource(ResourceARN=rule["Arn"]).get("Tags")
    return {
        "arn": rule["Arn"],
        "name": rule["Name"],
        "eventBusName": call.inputs.get("eventBusName", rule.get("EventBusName", _DEFAULT_BUS)),
        "description": rule.get("Description") or None,
        "eventPattern": rule.get("EventPattern") or None,
        "scheduleExpression": rule.get("ScheduleExpression") or None,
        "roleArn": rule.get("RoleArn") or None,
        "state": rule.get("State", _ENABLED),
        "tags": call.connection.own_tags(tag_map(tags), call.inputs),
    }


def _update_rule(call: Call[Aws]) -> None:
    if call.changed - {"tags", "forceDestroy"}:
        _put_rule(call)
    if "tags" in call.changed:
        _write_tags(call, call.old["arn"])


def _delete_rule(call: Call[Aws]) -> None:
    bus, _, name = call.id.rpartition("/")
    unless_missing(_events(call).delete_rule, Name=name, EventBusName=bus or _DEFAULT_BUS)


_TARGET: Final = {"arn": "Arn", "input": "Input", "inputPath": "InputPath", "roleArn": "RoleArn"}
_TARGET_PARTS: Final = {
    "deadLetterConfig": "DeadLetterConfig",
    "retryPolicy": "RetryPolicy",
    "sqsTarget": "SqsParameters",
}


def _target_id(call: Call[Aws]) -> str:
    return str(call.inputs.get("targetId") or call.old.get("targetId") or f"terraform-{call.nonce.replace('-', '')}")


def _put_target(call: Call[Aws], target_id: str) -> None:
    target = {there: call.inputs[here] for here, there in _TARGET.items() if here in call.inputs}
    target |= {there: pascal(call.inputs[here]) for here, there in _TARGET_PARTS.items() if here in call.inputs}
    if transformer := call.inputs.get("inputTransformer"):
        paths = {"InputPathsMap": transformer["inputPaths"]} if transformer.get("inputPaths") else {}
        target["InputTransformer"] = {"InputTemplate": transformer["inputTemplate"], **paths}
    if http := call.inputs.get("httpTarget"):
        target["HttpParameters"] = {
            "HeaderParameters": http.get("headerParameters") or {},
            "PathParameterValues": http.get("pathParameterValues") or [],
            "QueryStringParameters": http.get("queryStringParameters") or {},
        }
    _events(call).put_targets(
        Rule=call.inputs["rule"], EventBusName=_bus_of(call), Targets=[{"Id": target_id, **target}]
    )


def _target_name(bus: str, rule: str, target_id: str) -> str:
    return f"{rule}-{target_id}" if bus == _DEFAULT_BUS else f"{bus}-{rule}-{target_id}"


def _create_target(call: Call[Aws]) -> Made:
    target_id = _target_id(call)
    _put_target(call, target_id)
    made = _target_name(_bus_of(call), call.inputs["rule"], target_id)
    return Made(id=made, outputs={"targetId": target_id})


def _place_of(call: Call[Aws]) -> tuple[str, str]:
    """Bus and rule of a target: an import names them in the id, `bus/rule/target`."""
    properties = {**call.old_inputs, **call.old, **call.inputs}
    parts = [_DEFAULT_BUS, *call.id.split("/")]
    return (_bus_of(call), str(properties["rule"])) if properties.get("rule") else (parts[-3], parts[-2])


def _targets(call: Call[Aws]) -> list[dict[str, Any]]:
    bus, rule = _place_of(call)
    answer = unless_missing(_events(call).list_targets_by_rule, Rule=rule, EventBusName=bus)
    return list((answer or {}).get("Targets", ()))


def _read_target(call: Call[Aws]) -> Properties | None:
    there = next(
        (target for target in _targets(call) if call.id.endswith((f"-{target['Id']}", f"/{target['Id']}"))), None
    )
    if there is None:
        return None
    bus, rule = _place_of(call)
    found: dict[str, Any] = {here: there.get(name) for here, name in _TARGET.items()}
    for here, name in _TARGET_PARTS.items():
        if here in call.inputs:
            found[here] = echo(camel(there.get(name)), call.inputs[here])
    named = {"rule": rule, "targetId": there["Id"], "eventBusName": call.inputs.get("eventBusName", bus)}
    return {**found, **named, "id": _target_name(bus, rule, there["Id"])}


def _find_target(call: Call[Aws]) -> str | None:
    there = any(target["Id"] == _target_id(call) for target in _targets(call))
    return _target_name(_bus_of(call), call.inputs["rule"], _target_id(call)) if there else None


def _update_target(call: Call[Aws]) -> None:
    _put_target(call, _target_id(call))


def _delete_target(call: Call[Aws]) -> None:
    bus, rule = _place_of(call)
    for target in _targets(call):
        if call.id.endswith(f"-{target['Id']}"):
            _events(call).remove_targets(Rule=rule, EventBusName=bus, Ids=[target["Id"]])


EVENT_RULES: Final = table(
    aws_type(
        "cloudwatch/eventBus:EventBus",
        Effect(
            create=_create_bus,
            read=_read_bus,
            update=_update_bus,
            delete=_delete_bus,
            find=lambda call: (
                call.inputs["name"]
                if unless_missing(_events(call).describe_event_bus, Name=call.inputs["name"])
                else None
            ),
        ),
        replace_on=("eventSourceName",),
        naming=Autoname(limit=256),
    ),
    aws_type(
        "cloudwatch/eventRule:EventRule",
        Effect(create=_create_rule, read=_read_rule, update=_update_rule, delete=_delete_rule),
        replace_on=("eventBusName",),
        computed=("isEnabled", "state"),
        documents=("eventPattern",),
        naming=Autoname(limit=64),
        defaults={"eventBusName": _DEFAULT_BUS, "forceDestroy": False},
    ),
    aws_type(
        "cloudwatch/eventTarget:EventTarget",
        Effect(
            create=_create_target,
            read=_read_target,
            update=_update_target,
            delete=_delete_target,
            find=_find_target,
        ),
        replace_on=("eventBusName", "rule", "targetId"),
        computed=("targetId",),
        documents=("input",),
        defaults={"eventBusName": _DEFAULT_BUS, "forceDestroy": False},
    ),
)
