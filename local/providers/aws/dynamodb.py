"""DynamoDB: tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from local.providers.aws.rows import aws_type, client_of, given, tag_list, tag_map, unless_missing, write_tags
from local.providers.naming import Autoname
from local.providers.resource import Call, Effect, Made, table

if TYPE_CHECKING:
    from local.providers.aws.connection import Aws
    from local.providers.values import Properties

_ON_DEMAND: Final = "PAY_PER_REQUEST"


def _dynamodb(call: Call[Aws]) -> Any:  # boto3's
    return client_of(call, "dynamodb")


def _keys(properties: Properties) -> list[dict[str, str]]:
    kinds = (("hashKey", "HASH"), ("rangeKey", "RANGE"))
    return [{"AttributeName": properties[name], "KeyType": kind} for name, kind in kinds if properties.get(name)]


def _throughput(properties: Properties) -> dict[str, Any]:
    units = {
        "ReadCapacityUnits": properties.get("readCapacity", 1),
        "WriteCapacityUnits": properties.get("writeCapacity", 1),
    }
    return {"ProvisionedThroughput": units}


def _index(call: Call[Aws], index: Properties, *, own_throughput: bool) -> dict[str, Any]:
    keys = _keys({"hashKey": call.inputs["hashKey"], **index})
    projection = {"ProjectionType": index["projectionType"]}
    if index.get("nonKeyAttributes"):
        projection["NonKeyAttributes"] = index["nonKeyAttributes"]
    throughput = _throughput(index) if own_throughput and call.inputs["billingMode"] != _ON_DEMAND else {}
    return {"IndexName": index["name"], "KeySchema": keys, "Projection": projection, **throughput}


def _create(call: Call[Aws]) -> Made:
    inputs = call.inputs
    options: dict[str, Any] = given(
        call, DeletionProtectionEnabled="deletionProtectionEnabled", TableClass="tableClass"
    )
    if inputs["billingMode"] != _ON_DEMAND:
        options |= _throughput(inputs)
    for name, there in (
        ("globalSecondaryIndexes", "GlobalSecondaryIndexes"),
        ("localSecondaryIndexes", "LocalSecondaryIndexes"),
    ):
        if inputs.get(name):
            own = name == "globalSecondaryIndexes"
            options[there] = [_index(call, index, own_throughput=own) for index in inputs[name]]
    if inputs.get("streamEnabled"):
        options["StreamSpecification"] = {"StreamEnabled": True, "StreamViewType": inputs.get("streamViewType")}
    if inputs.get("serverSideEncryption"):
        options["SSESpecification"] = _encryption(inputs)
    _dynamodb(call).create_table(
        TableName=inputs["name"],
        BillingMode=inputs["billingMode"],
        AttributeDefinitions=[
            {"AttributeName": item["name"], "AttributeType": item["type"]} for item in inputs.get("attributes", ())
        ],
        KeySchema=_keys(inputs),
        Tags=tag_list(call.connection.tags_all(inputs)),
        **options,
    )
    return Made(id=inputs["name"])


def _encryption(inputs: Properties) -> dict[str, Any]:
    wanted = inputs.get("serverSideEncryption") or {"enabled": False}
    key = {"SSEType": "KMS", "KMSMasterKeyId": wanted["kmsKeyArn"]} if wanted.get("kmsKeyArn") else {}
    return {"Enabled": wanted["enabled"], **key}


def _table(call: Call[Aws], name: str) -> Any:  # boto3's
    answer = unless_missing(_dynamodb(call).describe_table, TableName=name)
    return answer["Table"] if answer and answer["Table"].get("TableStatus") != "DELETING" else None


def _read(call: Call[Aws]) -> Properties | None:
    there = _table(call, call.id)
    if there is None:
        return None
    client, arn = _dynamodb(call), there["TableArn"]
    tags = client.list_tags_of_resource(ResourceArn=arn).get("Tags")
    keys = {key["KeyType"]: key["AttributeName"] for key in there["KeySchema"]}
    recovery = (client.describe_continuous_backups(TableName=call.id).get("ContinuousBackupsDescription") or {}).get(
        "PointInTimeRecoveryDescription", {}
    )
    found = {
        "arn": arn,
        "name": there["TableName"],
        "hashKey": keys.get("HASH"),
        "rangeKey": keys.get("RANGE"),
        "billingMode": (there.get("BillingModeSummary") or {}).get("BillingMode", "PROVISIONED"),
        "streamArn": there.get("LatestStreamArn", ""),
        "streamLabel": there.get("LatestStreamLabel", ""),
        "deletionProtectionEnabled": there.get("DeletionProtectionEnabled", False),
        "attributes": [{"name": a["AttributeName"], "type": a["AttributeType"]} for a in there["AttributeDefinitions"]],
        "tags": call.connection.own_tags(tag_map(tags), call.inputs),
    }
    if "pointInTimeRecovery" in call.inputs:
        given_recovery = call.inputs["pointInTimeRecovery"]
        enabled = recovery.get("PointInTimeRecoveryStatus") == "ENABLED"
        found["pointInTimeRecovery"] = {**given_recovery, "enabled": enabled}
    if "ttl" in call.inputs:
        found["ttl"] = _read_ttl(call)
    return found


def _read_ttl(call: Call[Aws]) -> Properties:
    ttl = _dynamodb(call).describe_time_to_live(TableName=call.id).get("TimeToLiveDescription", {})
    enabled = ttl.get("TimeToLiveStatus") in ("ENABLED", "ENABLING")
    known = {"attributeName": ttl.get("AttributeName", call.inputs["ttl"].get("attributeName")), "enabled": enabled}
    return {name: value for name, value in known.items() if name in call.inputs["ttl"]}


def _update(call: Call[Aws]) -> None:
    client, inputs, changed = _dynamodb(call), call.inputs, call.changed
    options: dict[str, Any] = {}
    if changed & {"billingMode", "readCapacity", "writeCapacity"}:
        options["BillingMode"] = inputs["billingMode"]
        options |= {} if inputs["billingMode"] == _ON_DEMAND else _throughput(inputs)
    if "deletionProtectionEnabled" in changed:
        options["DeletionProtectionEnabled"] = inputs["deletionProtectionEnabled"]
    if changed & {"streamEnabled", "streamViewType"}:
        view = {"StreamViewType": inputs["streamViewType"]} if inputs.get("streamEnabled") else {}
        options["StreamSpecification"] = {"StreamEnabled": bool(inputs.get("streamEnabled")), **view}
    if "serverSideEncryption" in changed:
        options["SSESpecification"] = _encryption(inputs)
    if options:
        client.update_table(TableName=call.id, **options)
    if "ttl" in changed:
        _write_ttl(call)
    if "pointInTimeRecovery" in changed:
        wanted = bool((inputs.get("pointInTimeRecovery") or {}).get("enabled"))
        specification = {"PointInTimeRecoveryEnabled": wanted}
        client.update_continuous_backups(TableName=call.id, PointInTimeRecoverySpecification=specification)
    if "tags" in changed:
        _write_tags(call)


def _write_ttl(call: Call[Aws]) -> None:
    ttl = call.inputs.get("ttl") or {**call.old.get("ttl", {}), "enabled": False}
    specification = {"Enabled": bool(ttl.get("enabled")), "AttributeName": ttl.get("attributeName")}
    _dynamodb(call).update_time_to_live(TableName=call.id, TimeToLiveSpecification=specification)


def _write_tags(call: Call[Aws]) -> None:
    client, arn = _dynamodb(call), _table(call, call.id)["TableArn"]
    write_tags(
        call,
        tag_map(client.list_tags_of_resource(ResourceArn=arn).get("Tags")),
        tag=lambda tags: client.tag_resource(ResourceArn=arn, Tags=tag_list(tags)),
        untag=lambda keys: client.untag_resource(ResourceArn=arn, TagKeys=keys),
    )


def _delete(call: Call[Aws]) -> None:
    unless_missing(_dynamodb(call).delete_table, TableName=call.id)


DYNAMODB: Final = table(
    aws_type(
        "dynamodb/table:Table",
        Effect(
            create=_create,
            read=_read,
            update=_update,
            delete=_delete,
            find=lambda call: call.inputs["name"] if _table(call, call.inputs["name"]) else None,
            afterwards=("pointInTimeRecovery", "ttl"),
        ),
        replace_on=("hashKey", "rangeKey", "localSecondaryIndexes", "importTable", "restoreSourceName"),
        computed=(
            *("hashKey", "pointInTimeRecovery", "readCapacity", "serverSideEncryption", "streamViewType", "ttl"),
            *("warmThroughput", "writeCapacity", "streamEnabled"),
        ),
        unordered=("attributes",),
        naming=Autoname(),
        defaults={"billingMode": "PROVISIONED", "deletionProtectionEnabled": False},
    ),
)
