"""Lambda: functions, their aliases and layers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from local.providers.aws.code import content_of
from local.providers.aws.rows import aws_type, client_of, given, unless_missing, write_tags
from local.providers.aws.shapes import camel, echo, pascal
from local.providers.naming import Autoname
from local.providers.resource import Call, Effect, Made, table

if TYPE_CHECKING:
    from local.providers.aws.connection import Aws
    from local.providers.values import Properties

_CONFIGURED: Final = {
    "description": "Description",
    "handler": "Handler",
    "kmsKeyArn": "KMSKeyArn",
    "layers": "Layers",
    "memorySize": "MemorySize",
    "role": "Role",
    "runtime": "Runtime",
    "timeout": "Timeout",
}
_STRUCTURED: Final = {
    "deadLetterConfig": "DeadLetterConfig",
    "environment": "Environment",
    "ephemeralStorage": "EphemeralStorage",
    "imageConfig": "ImageConfig",
    "loggingConfig": "LoggingConfig",
    "tracingConfig": "TracingConfig",
    "vpcConfig": "VpcConfig",
}
_CODE: Final = ("code", "imageUri", "s3Bucket", "s3Key", "s3ObjectVersion", "sourceCodeHash")
_S3: Final = {"s3Bucket": "S3Bucket", "s3Key": "S3Key", "s3ObjectVersion": "S3ObjectVersion", "imageUri": "ImageUri"}
_INVOKE: Final = "2015-03-31/functions"


def _lambda(call: Call[Aws]) -> Any:  # boto3's
    return client_of(call, "lambda")


def _code(call: Call[Aws]) -> dict[str, Any]:
    if "code" in call.inputs:
        return {"ZipFile": content_of(call.inputs["code"])}
    return {there: call.inputs[here] for here, there in _S3.items() if here in call.inputs}


def _settings(call: Call[Aws]) -> dict[str, Any]:
    plain = {there: call.inputs[here] for here, there in _CONFIGURED.items() if here in call.inputs}
    structures = {
        there: _structure(here, call.inputs[here]) for here, there in _STRUCTURED.items() if here in call.inputs
    }
    return {**plain, **structures}


def _structure(name: str, value: Properties) -> Any:  # a request
    """The variables of an environment are names of their own, not of the API."""
    return {"Variables": value.get("variables") or {}} if name == "environment" else pascal(value)


def _create_function(call: Call[Aws]) -> Made:
    answer = _lambda(call).create_function(
        FunctionName=call.inputs["name"],
        Code=_code(call),
        Tags=call.connection.tags_all(call.inputs),
        **_settings(call),
        **given(call, Architectures="architectures", PackageType="packageType", Publish="publish"),
    )
    return Made(id=answer["FunctionName"])


def _function(call: Call[Aws], name: str) -> Any:  # boto3's
    return unless_missing(_lambda(call).get_function, FunctionName=name)


def _read_function(call: Call[Aws]) -> Properties | None:
    answer = _function(call, call.id)
    if answer is None:
        return None
    found = answer["Configuration"]
    arn = found["FunctionArn"]
    version = found.get("Version") or "$LATEST"
    return {
        "arn": arn,
        "name": found["FunctionName"],
        "invokeArn": _invoke(call, arn),
        "qualifiedArn": f"{arn}:{version}",
        "qualifiedInvokeArn": _invoke(call, f"{arn}:{version}"),
        "lastModified": found.get("LastModified", ""),
        "sourceCodeSize": found.get("CodeSize", 0),
        "codeSha256": found.get("CodeSha256"),
        "version": version,
        "architectures": found.get("Architectures", ["x86_64"]),
        "tags": call.connection.own_tags(answer.get("Tags") or {}, call.inputs),
        "reservedConcurrentExecutions": (answer.get("Concurrency") or {}).get("ReservedConcurrentExecutions", -1),
        **{here: found.get(there) or None for here, there in _CONFIGURED.items() if here != "layers"},
        **_structures(call, found),
    }


def _invoke(call: Call[Aws], arn: str) -> str:
    """The address by which API Gateway calls a function."""
    region = call.connection.region_of({**call.old, **call.inputs})
    return f"arn:{call.connection.partition}:apigateway:{region}:lambda:path/{_INVOKE}/{arn}/invocations"


def _structures(call: Call[Aws], found: Properties) -> Properties:
    """Structures only where the inputs have them: Lambda fills in many of its own."""
    told: dict[str, Any] = {}
    for here, there in _STRUCTURED.items():
        if here == "environment" and here in call.inputs:
            told[here] = {"variables": (found.get(there) or {}).get("Variables", {})}
        elif here in call.inputs:
            told[here] = echo(camel(found.get(there)), call.inputs[here])
    if "layers" in call.inputs:
        told["layers"] = [layer["Arn"] if isinstance(layer, dict) else layer for layer in found.get("Layers") or ()]
    return told


def _update_function(call: Call[Aws]) -> None:
    client, name = _lambda(call), call.id
    if call.changed & set(_CODE):
        client.update_function_code(FunctionName=name, **_code(call), **given(call, Publish="publish"))
    if call.changed & {*_CONFIGURED, *_STRUCTURED}:
        emptied: dict[str, Any] = {"Environment": {"Variables": {}}} if "environment" not in call.inputs else {}
        client.update_function_configuration(FunctionName=name, **emptied, **_settings(call))
    if "reservedConcurrentExecutions" in call.changed:
        wanted = call.inputs["reservedConcurrentExecutions"]
        if wanted >= 0:
            client.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=wanted)
        elif call.old:
            client.delete_function_concurrency(FunctionName=name)
    if "tags" in call.changed:
        answer = _function(call, name)
        arn = answer["Configuration"]["FunctionArn"]
        write_tags(
            call,
            answer.get("Tags") or {},
            tag=lambda tags: client.tag_resource(Resource=arn, Tags=tags),
            untag=lambda keys: client.untag_resource(Resource=arn, TagKeys=keys),
        )


def _delete_function(call: Call[Aws]) -> None:
    unless_missing(_lambda(call).delete_function, FunctionName=call.id)


def _publish_layer(call: Call[Aws]) -> Made:
    answer = _lambda(call).publish_layer_version(
        LayerName=call.inputs["layerName"],
        Content=_code(call),
        **given(
            call,
            Description="description",
            CompatibleRuntimes="compatibleRuntimes",
            CompatibleArchitectures="compatibleArchitectures",
            LicenseInfo="licenseInfo",
        ),
    )
    return Made(id=answer["LayerVersionArn"])


def _read_layer(call: Call[Aws]) -> Properties | None:
    layer, _, version = call.id.rpartition(":")
    name = layer.rpartition(":")[2]
    answer = unless_missing(_lambda(call).get_layer_version, LayerName=name, VersionNumber=int(version))
    if answer is None:
        return None
    content = answer.get("Content") or {}
    return {
        "arn": call.id,
        "layerArn": layer,
        "layerName": name,
        "version": version,
        "createdDate": str(answer.get("CreatedDate", "")),
        "codeSha256": content.get("CodeSha256", ""),
        "sourceCodeSize": content.get("CodeSize", 0),
        "description": answer.get("Description") or None,
    }


def _delete_layer(call: Call[Aws]) -> None:
    layer, _, version = call.id.rpartition(":")
    if not call.old_inputs.get("skipDestroy"):
        name = layer.rpartition(":")[2]
        unless_missing(_lambda(call).delete_layer_version, LayerName=name, VersionNumber=int(version))


def _create_alias(call: Call[Aws]) -> Made:
    answer = _lambda(call).create_alias(
        FunctionName=call.inputs["functionName"],
        Name=call.inputs["name"],
        FunctionVersion=call.inputs["functionVersion"],
        **given(call, Description="description"),
    )
    return Made(id=answer["AliasArn"])


def _read_alias(call: Call[Aws]) -> Properties | None:
    function, _, name = call.id.rpartition(":")
    answer = unless_missing(_lambda(call).get_alias, FunctionName=function, Name=name)
    if answer is None:
        return None
    return {
        "arn": call.id,
        "name": name,
        "invokeArn": _invoke(call, call.id),
        "functionVersion": answer["FunctionVersion"],
        "description": answer.get("Description") or None,
    }


def _find_alias(call: Call[Aws]) -> str | None:
    function, name = call.inputs["functionName"], call.inputs["name"]
    answer = unless_missing(_lambda(call).get_alias, FunctionName=function, Name=name)
    return answer["AliasArn"] if answer else None


def _update_alias(call: Call[Aws]) -> None:
    function, _, name = call.id.rpartition(":")
    _lambda(call).update_alias(
        FunctionName=function,
        Name=name,
        FunctionVersion=call.inputs["functionVersion"],
        Description=call.inputs.get("description", ""),
    )


def _delete_alias(call: Call[Aws]) -> None:
    function, _, name = call.id.rpartition(":")
    unless_missing(_lambda(call).delete_alias, FunctionName=function, Name=name)


LAMBDA_FUNCTIONS: Final = table(
    aws_type(
        "lambda/function:Function",
        Effect(
            create=_create_function,
            read=_read_function,
            update=_update_function,
            delete=_delete_function,
            find=lambda call: call.inputs["name"] if _function(call, call.inputs["name"]) else None,
            afterwards=("reservedConcurrentExecutions",),
        ),
        replace_on=("packageType", "tenancyConfig"),
        computed=(
            "architectures",
            "codeSha256",
            "ephemeralStorage",
            "loggingConfig",
            "sourceCodeHash",
            "tracingConfig",
        ),
        naming=Autoname(limit=64),
        note="runs in a process of this machine, with the emulator's environment and none of Lambda's isolation",
        defaults={
            "memorySize": 128,
            "packageType": "Zip",
            "publish": False,
            "reservedConcurrentExecutions": -1,
            "skipDestroy": False,
            "timeout": 3,
        },
        unstable=("codeSha256", "lastModified", "qualifiedArn", "qualifiedInvokeArn", "sourceCodeSize", "version"),
    ),
    aws_type(
        "lambda/layerVersion:LayerVersion",
        Effect(create=_publish_layer, read=_read_layer, delete=_delete_layer),
        replace_on=[
            "code",
            "compatibleArchitectures",
            "compatibleRuntimes",
            "description",
            "layerName",
            "licenseInfo",
            "s3Bucket",
            "s3Key",
            "s3ObjectVersion",
            "sourceCodeHash",
        ],
        computed=("sourceCodeHash",),
        defaults={"skipDestroy": False},
        note="a version published by an interrupted run stays beside its successor",
    ),
    aws_type(
        "lambda/alias:Alias",
        Effect(create=_create_alias, read=_read_alias, update=_update_alias, delete=_delete_alias, find=_find_alias),
        replace_on=("functionName",),
        naming=Autoname(limit=128),
    ),
)
