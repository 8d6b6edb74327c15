"""CloudWatch Logs: groups, metric filters, subscription filters, resource policies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from local.providers.aws.rows import (
    aws_type,
    client_of,
    given,
    if_offered,
    name_of,
    unless_missing,
    write_tags,
)
from local.providers.aws.shapes import document, echo, pascal
from local.providers.naming import Autoname
from local.providers.resource import Call, Effect, Made, table

if TYPE_CHECKING:
    from local.providers.aws.connection import Aws
    from local.providers.values import Properties

_STANDARD: Final = "STANDARD"


def _logs(call: Call[Aws]) -> Any:  # boto3's
    return client_of(call, "logs")


def _create_group(call: Call[Aws]) -> Made:
    name = name_of(call)
    tags = call.connection.tags_all(call.inputs)
    _logs(call).create_log_group(
        logGroupName=name,
        **given(call, kmsKeyId="kmsKeyId", logGroupClass="logGroupClass"),
        **({"tags": tags} if tags else {}),
    )
    return Made(id=name)


def _group(call: Call[Aws], name: str) -> Any:  # boto3's
    answer = unless_missing(_logs(call).describe_log_groups, logGroupNamePrefix=name) or {"logGroups": ()}
    return next((group for group in answer["logGroups"] if group["logGroupName"] == name), None)


def _read_group(call: Call[Aws]) -> Properties | None:
    group = _group(call, call.id)
    if group is None:
        return None
    arn = group["arn"].removesuffix(":*")
    tags = _logs(call).list_tags_for_resource(resourceArn=arn).get("tags") or {}
    return {
        "arn": arn,
        "name": group["logGroupName"],
        "retentionInDays": group.get("retentionInDays", 0),
        "kmsKeyId": call.inputs.get("kmsKeyId", group.get("kmsKeyId")),  # the emulator can't change it later
        "logGroupClass": group.get("logGroupClass", _STANDARD),
        "tags": call.connection.own_tags(tags, call.inputs),
    }


def _update_group(call: Call[Aws]) -> None:
    logs, group = _logs(call), {"logGroupName": call.id}
    if "retentionInDays" in call.changed:
        if days := call.inputs["retentionInDays"]:
            logs.put_retention_policy(**group, retentionInDays=days)
        elif call.old.get("retentionInDays"):
            logs.delete_retention_policy(**group)
    if "kmsKeyId" in call.changed:
        if key := call.inputs.get("kmsKeyId"):
            if_offered(logs.associate_kms_key, **group, kmsKeyId=key)
        else:
            if_offered(logs.disassociate_kms_key, **group)
    if "tags" in call.changed:
        arn = _group(call, call.id)["arn"].removesuffix(":*")
        write_tags(
            call,
            logs.list_tags_for_resource(resourceArn=arn).get("tags") or {},
            tag=lambda tags: logs.tag_resource(resourceArn=arn, tags=tags),
            untag=lambda keys: logs.untag_resource(resourceArn=arn, tagKeys=keys),
        )


def _delete_group(call: Call[Aws]) -> None:
    if not call.old_inputs.get("skipDestroy"):
        unless_missing(_logs(call).delete_log_group, logGroupName=call.id)


def _put_metric_filter(call: Call[Aws]) -> None:
    transformation = pascal(call.inputs["metricTransformation"])
    wanted = {
        f"metric{key}" if key in ("Name", "Namespace", "Value") else key[:1].lower() + key[1:]: value
        for key, value in transformation.items()
    }
    if "defaultValue" in wanted:
        wanted["defaultValue"] = float(wanted["defaultValue"])
    _logs(call).put_metric_filter(
        logGroupName=call.inputs["logGroupName"],
        filterName=call.inputs["name"],
        filterPattern=call.inputs["pattern"].strip(),
        metricTransformations=[wanted],
    )


def _create_metric_filter(call: Call[Aws]) -> Made:
    _put_metric_filter(call)
    return Made(id=call.inputs["name"])


def _group_of(call: Call[Aws], name: str = "logGroupName") -> str:
    """The group of a filter: an import names it in the id, `group:filter`."""
    given_name = {**call.old_inputs, **call.old, **call.inputs}.get(name)
    return str(given_name or call.id.replace("|", ":").rpartition(":")[0])


def _read_metric_filter(call: Call[Aws]) -> Properties | None:
    name = call.id.rpartition(":")[2]
    answer = unless_missing(
        _logs(call).describe_metric_filters, logGroupName=_group_of(call), filterNamePrefix=name
    ) or {"metricFilters": ()}
    there = next((item for item in answer["metricFilters"] if item["filterName"] == name), None)
    if there is None:
        return None
    found = dict(there["metricTransformations"][0])
    transformation = {
        **{key: found.pop(f"metric{key.title()}", None) for key in ("name", "namespace", "value")},
        **found,
        **({"defaultValue": f"{found['defaultValue']:g}"} if found.get("defaultValue") is not None else {}),
    }
    return {
        "name": name,
        "id": name,
        "logGroupName": there.get("logGroupName", _group_of(call)),
        "pattern": there.get("filterPattern", ""),
        "metricTransformation": echo(transformation, call.inputs.get("metricTransformation")),
    }


def _delete_metric_filter(call: Call[Aws]) -> None:
    unless_missing(_logs(call).delete_metric_filter, logGroupName=_group_of(call), filterName=call.id)


def _put_subscription(call: Call[Aws]) -> None:
    _logs(call).put_subscription_filter(
        logGroupName=call.inputs["logGroup"],
        filterName=call.inputs["name"],
        filterPattern=call.inputs["filterPattern"],
        destinationArn=call.inputs["destinationArn"],
        **given(call, roleArn="roleArn", distribution="distribution"),
    )


def _create_subscription(call: Call[Aws]) -> Made:
    _put_subscription(call)
    return Made(id=call.inputs["name"])


def _read_subscription(call: Call[Aws]) -> Properties | None:
    group = _group_of(call, "logGroup")
    answer = unless_missing(_logs(call).describe_subscription_filters, logGroupName=group) or {
        "subscriptionFilters": ()
    }
    name = call.id.rpartition("|")[2]
    there = next((item for item in answer["subscriptionFilters"] if item["filterName"] == name), None)
    if there is None:
        return None
    return {
        "id": name,
        "name": name,
        "logGroup": group,
        "filterPattern": there.get("filterPattern", ""),
        "destinationArn": there["destinationArn"],
        "roleArn": there.get("roleArn"),
    }


def _delete_subscription(call: Call[Aws]) -> None:
    unless_missing(_logs(call).delete_subscription_filter, logGroupName=_group_of(call, "logGroup"), filterName=call.id)


def _put_resource_policy(call: Call[Aws]) -> None:
    _logs(call).put_resource_policy(
        policyName=call.inputs["policyName"], policyDocument=document(call.inputs["policyDocument"])
    )


def _create_resource_policy(call: Call[Aws]) -> Made:
    _put_resource_policy(call)
    return Made(id=call.inputs["policyName"])


def _read_resource_policy(call: Call[Aws]) -> Properties | None:
    policies = _logs(call).describe_resource_policies().get("resourcePolicies", ())
    there = next((policy for policy in policies if policy["policyName"] == call.id), None)
    if there is None:
        return None
    return {
        "policyName": call.id,
        "policyDocument": there["policyDocument"],
        "policyScope": there.get("policyScope", "ACCOUNT"),
        "revisionId": there.get("revisionId", ""),
    }


def _delete_resource_policy(call: Call[Aws]) -> None:
    unless_missing(_logs(call).delete_resource_policy, policyName=call.id)


LOGS: Final = table(
    aws_type(
        "cloudwatch/logGroup:LogGroup",
        Effect(
            create=_create_group,
            read=_read_group,
            update=_update_group,
            delete=_delete_group,
            find=lambda call: name_of(call) if _group(call, name_of(call)) else None,
            afterwards=("retentionInDays",),
        ),
        replace_on=("logGroupClass",),
        computed=("logGroupClass", "deletionProtectionEnabled"),
        note="the emulator takes a key at creation only; a later change of it is written down in the state alone",
        naming=Autoname(limit=512),
        defaults={"retentionInDays": 0, "skipDestroy": False},
    ),
    aws_type(
        "cloudwatch/logMetricFilter:LogMetricFilter",
        Effect(
            create=_create_metric_filter,
            read=_read_metric_filter,
            update=_put_metric_filter,
            delete=_delete_metric_filter,
        ),
        replace_on=("logGroupName",),
        naming=Autoname(limit=512),
        defaults={"applyOnTransformedLogs": False},
    ),
    aws_type(
        "cloudwatch/logSubscriptionFilter:LogSubscriptionFilter",
        Effect(
            create=_create_subscription,
            read=_read_subscription,
            update=_put_subscription,
            delete=_delete_subscription,
        ),
        replace_on=("logGroup",),
        computed=("roleArn",),
        naming=Autoname(limit=512),
        defaults={"applyOnTransformedLogs": False, "distribution": "ByLogStream"},
    ),
    aws_type(
        "cloudwatch/logResourcePolicy:LogResourcePolicy",
        Effect(
            create=_create_resource_policy,
            read=_read_resource_policy,
            update=_put_resource_policy,
            delete=_delete_resource_policy,
        ),
        replace_on=("policyName", "resourceArn"),
        documents=("policyDocument",),
        unstable=("revisionId",),
    ),
)
