"""SSM: parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from local.providers.aws.rows import aws_type, client_of, given, tag_list, tag_map, unless_missing, write_tags
from local.providers.naming import Autoname
from local.providers.resource import Call, Effect, Made, table

if TYPE_CHECKING:
    from local.providers.aws.connection import Aws
    from local.providers.values import Properties

_VALUES: Final = ("value", "insecureValue", "valueWo")


def _put(call: Call[Aws], *, overwrite: bool, **tags: Any) -> None:
    value = next(call.inputs[name] for name in _VALUES if name in call.inputs)
    client_of(call, "ssm").put_parameter(
        Name=call.inputs["name"],
        Value=value,
        Type=call.inputs["type"],
        Overwrite=overwrite,
        **given(
            call,
            AllowedPattern="allowedPattern",
            DataType="dataType",
            Description="description",
            KeyId="keyId",
            Tier="tier",
        ),
        **tags,
    )


def _create(call: Call[Aws]) -> Made:
    if call.inputs.get("overwrite"):
        _put(call, overwrite=True)
    else:
        _put(call, overwrite=False, Tags=tag_list(call.connection.tags_all(call.inputs)))
    return Made(id=call.inputs["name"])


def _parameter(call: Call[Aws], name: str) -> Any:  # boto3's
    answer = unless_missing(client_of(call, "ssm").get_parameter, Name=name, WithDecryption=True)
    return answer["Parameter"] if answer else None


def _read(call: Call[Aws]) -> Properties | None:
    parameter = _parameter(call, call.id)
    if parameter is None:
        return None
    ssm = client_of(call, "ssm")
    names = [{"Key": "Name", "Option": "Equals", "Values": [call.id]}]
    described: Properties = next(iter(ssm.describe_parameters(ParameterFilters=names)["Parameters"]), {})
    tags = ssm.list_tags_for_resource(ResourceType="Parameter", ResourceId=call.id).get("TagList")
    holder = "insecureValue" if "insecureValue" in call.inputs else "value"
    written = "valueWo" in call.inputs
    return {
        "arn": parameter["ARN"],
        "name": parameter["Name"],
        "type": parameter["Type"],
        "version": parameter["Version"],
        "dataType": parameter.get("DataType", "text"),
        "hasValueWo": written,
        "description": described.get("Description") or None,
        "allowedPattern": described.get("AllowedPattern") or None,
        "keyId": described.get("KeyId") if "keyId" in call.inputs else None,
        "tier": described.get("Tier", "Standard"),
        "tags": call.connection.own_tags(tag_map(tags), call.inputs),
        **({} if written else {holder: parameter["Value"]}),
    }


def _update(call: Call[Aws]) -> None:
    ssm = client_of(call, "ssm")
    if call.changed - {"tags", "overwrite"}:
        _put(call, overwrite=True)
    if "tags" in call.changed:
        write_tags(
            call,
            tag_map(ssm.list_tags_for_resource(ResourceType="Parameter", ResourceId=call.id).get("TagList")),
            tag=lambda tags: ssm.add_tags_to_resource(
                ResourceType="Parameter", ResourceId=call.id, Tags=tag_list(tags)
            ),
            untag=lambda keys: ssm.remove_tags_from_resource(
                ResourceType="Parameter", ResourceId=call.id, TagKeys=keys
            ),
        )


def _delete(call: Call[Aws]) -> None:
    unless_missing(client_of(call, "ssm").delete_parameter, Name=call.id)


SSM: Final = table(
    aws_type(
        "ssm/parameter:Parameter",
        Effect(
            create=_create,
            read=_read,
            update=_update,
            delete=_delete,
            find=lambda call: call.inputs["name"] if _parameter(call, call.inputs["name"]) else None,
        ),
        replace_on=("dataType",),
        computed=("arn", "dataType", "insecureValue", "keyId", "overwrite", "tier"),
        naming=Autoname(limit=1011),
        write_only=("valueWo",),
        unstable=("version",),
    ),
)
