"""SQS: queues and their policies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from local.providers.aws.attributes import attribute_text, attributes_of, properties_of
from local.providers.aws.rows import (
    aws_type,
    client_of,
    name_of,
    unless_missing,
    write_tags,
)
from local.providers.aws.shapes import document
from local.providers.naming import Autoname
from local.providers.resource import Call, Effect, Made, table

if TYPE_CHECKING:
    from local.providers.aws.connection import Aws
    from local.providers.values import Properties

_QUEUE: Final = {
    "contentBasedDeduplication": "ContentBasedDeduplication",
    "deduplicationScope": "DeduplicationScope",
    "delaySeconds": "DelaySeconds",
    "fifoQueue": "FifoQueue",
    "fifoThroughputLimit": "FifoThroughputLimit",
    "kmsDataKeyReusePeriodSeconds": "KmsDataKeyReusePeriodSeconds",
    "kmsMasterKeyId": "KmsMasterKeyId",
    "maxMessageSize": "MaximumMessageSize",
    "messageRetentionSeconds": "MessageRetentionPeriod",
    "policy": "Policy",
    "receiveWaitTimeSeconds": "ReceiveMessageWaitTimeSeconds",
    "redriveAllowPolicy": "RedriveAllowPolicy",
    "redrivePolicy": "RedrivePolicy",
    "sqsManagedSseEnabled": "SqsManagedSseEnabled",
    "visibilityTimeoutSeconds": "VisibilityTimeout",
}


def _sqs(call: Call[Aws]) -> Any:  # boto3's
    return client_of(call, "sqs")


def _create_queue(call: Call[Aws]) -> Made:
    suffix = ".fifo" if call.inputs.get("fifoQueue") else ""
    name = name_of(call, suffix=suffix)
    attributes = {key: value for key, value in attributes_of(call.inputs, _QUEUE).items() if (key, value) != _NOT_FIFO}
    answer = _sqs(call).create_queue(QueueName=name, Attributes=attributes, tags=call.connection.tags_all(call.inputs))
    return Made(id=answer["QueueUrl"])


_NOT_FIFO: Final = ("FifoQueue", "false")  # SQS refuses the attribute unless it is true


def _find_queue(call: Call[Aws]) -> str | None:
    answer = unless_missing(_sqs(call).get_queue_url, QueueName=name_of(call))
    return answer["QueueUrl"] if answer else None


def _queue(call: Call[Aws], url: str) -> Any:  # boto3's
    answer = unless_missing(_sqs(call).get_queue_attributes, QueueUrl=url, AttributeNames=["All"])
    return answer["Attributes"] if answer else None


def _read_queue(call: Call[Aws]) -> Properties | None:
    attributes = _queue(call, call.id)
    if attributes is None:
        return None
    tags = _sqs(call).list_queue_tags(QueueUrl=call.id).get("Tags") or {}
    found = properties_of(attributes, _QUEUE, call.inputs)
    return {
        **{name: value for name, value in found.items() if name in call.inputs or name == "policy"},
        "arn": attributes["QueueArn"],
        "name": attributes["QueueArn"].rpartition(":")[2],
        "url": call.id,
        "tags": call.connection.own_tags(tags, call.inputs),
    }


def _update_queue(call: Call[Aws]) -> None:
    sqs = _sqs(call)
    attributes = {
        there: attribute_text(call.inputs.get(here, "")) for here, there in _QUEUE.items() if here in call.changed
    }
    if attributes:
        sqs.set_queue_attributes(QueueUrl=call.id, Attributes=attributes)
    if "tags" in call.changed:
        write_tags(
            call,
            sqs.list_queue_tags(QueueUrl=call.id).get("Tags") or {},
            tag=lambda tags: sqs.tag_queue(QueueUrl=call.id, Tags=tags),
            untag=lambda keys: sqs.untag_queue(QueueUrl=call.id, TagKeys=keys),
        )


def _delete_queue(call: Call[Aws]) -> None:
    unless_missing(_sqs(call).delete_queue, QueueUrl=call.id)


def _write_queue_policy(call: Call[Aws]) -> None:
    attributes = {"Policy": document(call.inputs["policy"])}
    _sqs(call).set_queue_attributes(QueueUrl=call.inputs["queueUrl"], Attributes=attributes)


def _create_queue_policy(call: Call[Aws]) -> Made:
    _write_queue_policy(call)
    return Made(id=call.inputs["queueUrl"])


def _read_queue_policy(call: Call[Aws]) -> Properties | None:
    attributes = _queue(call, call.id) or {}
    return {"queueUrl": call.id, "policy": attributes["Policy"]} if attributes.get("Policy") else None


def _remove_queue_policy(call: Call[Aws]) -> None:
    unless_missing(_sqs(call).set_queue_attributes, QueueUrl=call.id, Attributes={"Policy": ""})


_QUEUE_DEFAULTS: Final = {
    "contentBasedDeduplication": False,
    "delaySeconds": 0,
    "fifoQueue": False,
    "messageRetentionSeconds": 345_600,
    "receiveWaitTimeSeconds": 0,
    "visibilityTimeoutSeconds": 30,
}


SQS: Final = table(
    aws_type(
        "sqs/queue:Queue",
        Effect(create=_create_queue, read=_read_queue, update=_update_queue, delete=_delete_queue, find=_find_queue),
        replace_on=("fifoQueue",),
        computed=(
            *("deduplicationScope", "fifoThroughputLimit", "kmsDataKeyReusePeriodSeconds", "maxMessageSize"),
            *("policy", "redriveAllowPolicy", "redrivePolicy", "sqsManagedSseEnabled"),
        ),
        documents=("policy", "redriveAllowPolicy", "redrivePolicy"),
        naming=Autoname(limit=80),
        defaults=_QUEUE_DEFAULTS,
    ),
    aws_type(
        "sqs/queuePolicy:QueuePolicy",
        Effect(
            create=_create_queue_policy,
            read=_read_queue_policy,
            update=_write_queue_policy,
            delete=_remove_queue_policy,
        ),
        replace_on=("queueUrl",),
        documents=("policy",),
    ),
)
