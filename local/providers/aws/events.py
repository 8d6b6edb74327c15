"""EventBridge and EventBridge Scheduler: buses, rules, targets, connections, API destinations, schedules."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from local.providers.aws.rows import aws_type, client_of, given, tag_list, tag_map, unless_missing, write_tags
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
    name = call.inputs.get("name") or f"{call.inputs.get('namePrefix', '')}{call.nonce.replace('-', '')}"
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


def _authorisation(inputs: Properties) -> dict[str, Any]:
    """The parameters of a connection, in the API's names."""
    given_parameters = inputs["authParameters"]
    wanted: dict[str, Any] = {}
    if key := given_parameters.get("apiKey"):
        wanted["ApiKeyAuthParameters"] = {"ApiKeyName": key["key"], "ApiKeyValue": key["value"]}
    if basic := given_parameters.get("basic"):
        wanted["BasicAuthParameters"] = pascal(basic)
    if oauth := given_parameters.get("oauth"):
        wanted["OAuthParameters"] = {
            "AuthorizationEndpoint": oauth["authorizationEndpoint"],
            "HttpMethod": oauth["httpMethod"],
            "OAuthHttpParameters": _http_parameters(oauth.get("oauthHttpParameters") or {}),
            **({"ClientParameters": _client(oauth["clientParameters"])} if oauth.get("clientParameters") else {}),
        }
    if http := given_parameters.get("invocationHttpParameters"):
        wanted["InvocationHttpParameters"] = _http_parameters(http)
    return wanted


def _client(parameters: Properties) -> dict[str, str]:
    return {"ClientID": parameters["clientId"], "ClientSecret": parameters["clientSecret"]}


def _http_parameters(parameters: Properties) -> dict[str, Any]:
    kinds = {"bodies": "BodyParameters", "headers": "HeaderParameters", "queryStrings": "QueryStringParameters"}
    return {there: pascal(parameters[here]) for here, there in kinds.items() if parameters.get(here)}


def _connection_request(call: Call[Aws]) -> dict[str, Any]:
    return {
        "Name": call.inputs["name"],
        "AuthorizationType": call.inputs["authorizationType"],
        "AuthParameters": _authorisation(call.inputs),
        **given(call, Description="description"),
    }


def _create_connection(call: Call[Aws]) -> Made:
    _events(call).create_connection(**_connection_request(call))
    return Made(id=call.inputs["name"])


def _connection(call: Call[Aws], name: str) -> Any:  # boto3's
    return unless_missing(_events(call).describe_connection, Name=name)


def _read_connection(call: Call[Aws]) -> Properties | None:
    """The parameters are write-only in the API: what the state has stays."""
    there = _connection(call, call.id)
    if there is None:
        return None
    region = call.connection.region_of({**call.old, **call.inputs})
    secret = f"secret:events!connection/{call.id}/{there['ConnectionArn'].rpartition('/')[2]}"
    return {
        "arn": there["ConnectionArn"],
        "name": there["Name"],
        "secretArn": there.get("SecretArn") or call.connection.arn("secretsmanager", secret, region),
        "authorizationType": there["AuthorizationType"],
        "description": there.get("Description") or None,
    }


def _update_connection(call: Call[Aws]) -> None:
    _events(call).update_connection(**_connection_request(call))


def _delete_connection(call: Call[Aws]) -> None:
    unless_missing(_events(call).delete_connection, Name=call.id)


_DESTINATION: Final = {
    "connectionArn": "ConnectionArn",
    "description": "Description",
    "httpMethod": "HttpMethod",
    "invocationEndpoint": "InvocationEndpoint",
    "invocationRateLimitPerSecond": "InvocationRateLimitPerSecond",
    "name": "Name",
}


def _destination_request(call: Call[Aws]) -> dict[str, Any]:
    return {there: call.inputs[here] for here, there in _DESTINATION.items() if here in call.inputs}


def _create_destination(call: Call[Aws]) -> Made:
    _events(call).create_api_destination(**_destination_request(call))
    return Made(id=call.inputs["name"])


def _destination(call: Call[Aws], name: str) -> Any:  # boto3's
    return unless_missing(_events(call).describe_api_destination, Name=name)


def _read_destination(call: Call[Aws]) -> Properties | None:
    there = _destination(call, call.id)
    if there is None:
        return None
    return {"arn": there["ApiDestinationArn"], **{here: there.get(name) for here, name in _DESTINATION.items()}}


def _update_destination(call: Call[Aws]) -> None:
    _events(call).update_api_destination(**_destination_request(call))


def _delete_destination(call: Call[Aws]) -> None:
    unless_missing(_events(call).delete_api_destination, Name=call.id)


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
    request.setdefault("Name", f"{call.inputs.get('namePrefix', '')}{call.nonce.replace('-', '')}")
    _scheduler(call).create_schedule(**request, ClientToken=call.nonce)
    return Made(id=f"{call.inputs['groupName']}/{request['Name']}")


def _schedule(call: Call[Aws], schedule_id: str) -> Any:  # boto3's
    group, _, name = schedule_id.partition("/")
    return unless_missing(_scheduler(call).get_schedule, GroupName=group, Name=name)


def _find_schedule(call: Call[Aws]) -> str | None:
    schedule_id = f"{call.inputs['groupName']}/{call.inputs.get('name', '')}"
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


EVENTS: Final = table(
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
    aws_type(
        "cloudwatch/eventConnection:EventConnection",
        Effect(
            create=_create_connection,
            read=_read_connection,
            update=_update_connection,
            delete=_delete_connection,
            find=lambda call: call.inputs["name"] if _connection(call, call.inputs["name"]) else None,
        ),
        naming=Autoname(limit=64),
    ),
    aws_type(
        "cloudwatch/eventApiDestination:EventApiDestination",
        Effect(
            create=_create_destination,
            read=_read_destination,
            update=_update_destination,
            delete=_delete_destination,
            find=lambda call: call.inputs["name"] if _destination(call, call.inputs["name"]) else None,
        ),
        naming=Autoname(limit=64),
        defaults={"invocationRateLimitPerSecond": 300},
    ),
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
