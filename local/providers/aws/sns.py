"""SNS: topics, their policies and subscriptions."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from local.providers.aws.attributes import attribute_text, attributes_of, properties_of
from local.providers.aws.rows import (
    aws_type,
    client_of,
    name_of,
    tag_list,
    tag_map,
    unless_missing,
    write_tags,
)
from local.providers.aws.shapes import document
from local.providers.naming import Autoname
from local.providers.resource import Call, Effect, Made, table

if TYPE_CHECKING:
    from local.providers.aws.connection import Aws
    from local.providers.values import Properties

_TOPIC: Final = {
    "contentBasedDeduplication": "ContentBasedDeduplication",
    "deliveryPolicy": "DeliveryPolicy",
    "displayName": "DisplayName",
    "fifoTopic": "FifoTopic",
    "kmsMasterKeyId": "KmsMasterKeyId",
    "policy": "Policy",
    "signatureVersion": "SignatureVersion",
    "tracingConfig": "TracingConfig",
}
_SUBSCRIPTION: Final = {
    "deliveryPolicy": "DeliveryPolicy",
    "filterPolicy": "FilterPolicy",
    "filterPolicyScope": "FilterPolicyScope",
    "rawMessageDelivery": "RawMessageDelivery",
    "redrivePolicy": "RedrivePolicy",
    "subscriptionRoleArn": "SubscriptionRoleArn",
}


def _sns(call: Call[Aws]) -> Any:  # boto3's
    return client_of(call, "sns")


def _create_topic(call: Call[Aws]) -> Made:
    answer = _sns(call).create_topic(
        Name=name_of(call),
        Attributes=attributes_of(call.inputs, _TOPIC),
        Tags=tag_list(call.connection.tags_all(call.inputs)),
    )
    return Made(id=answer["TopicArn"])


def _find_topic(call: Call[Aws]) -> str | None:
    arn = call.connection.arn("sns", name_of(call), call.connection.region_of(call.inputs))
    return arn if unless_missing(_sns(call).get_topic_attributes, TopicArn=arn) else None


def _read_topic(call: Call[Aws]) -> Properties | None:
    answer = unless_missing(_sns(call).get_topic_attributes, TopicArn=call.id)
    if answer is None:
        return None
    tags = _sns(call).list_tags_for_resource(ResourceArn=call.id).get("Tags")
    found = properties_of(answer["Attributes"], _TOPIC, call.inputs)
    return {
        **{name: value for name, value in found.items() if name in call.inputs or name == "policy"},
        "arn": call.id,
        "name": call.id.rpartition(":")[2],
        "owner": answer["Attributes"].get("Owner", call.connection.account),
        "tags": call.connection.own_tags(tag_map(tags), call.inputs),
    }


def _update_topic(call: Call[Aws]) -> None:
    sns = _sns(call)
    for here, there in _TOPIC.items():
        if here in call.changed:
            value = attribute_text(call.inputs.get(here, ""))
            sns.set_topic_attributes(TopicArn=call.id, AttributeName=there, AttributeValue=value)
    if "tags" in call.changed:
        write_tags(
            call,
            tag_map(sns.list_tags_for_resource(ResourceArn=call.id).get("Tags")),
            tag=lambda tags: sns.tag_resource(ResourceArn=call.id, Tags=tag_list(tags)),
            untag=lambda keys: sns.untag_resource(ResourceArn=call.id, TagKeys=keys),
        )


def _delete_topic(call: Call[Aws]) -> None:
    unless_missing(_sns(call).delete_topic, TopicArn=call.id)


def _subscribe(call: Call[Aws]) -> Made:
    answer = _sns(call).subscribe(
        TopicArn=call.inputs["topic"],
        Protocol=call.inputs["protocol"],
        Endpoint=call.inputs["endpoint"],
        Attributes=attributes_of(call.inputs, _SUBSCRIPTION),
        ReturnSubscriptionArn=True,
    )
    return Made(id=answer["SubscriptionArn"])


def _find_subscription(call: Call[Aws]) -> str | None:
    """One endpoint is subscribed to one topic once."""
    wanted = (call.inputs["protocol"], call.inputs["endpoint"])
    pages = _sns(call).get_paginator("list_subscriptions_by_topic").paginate(TopicArn=call.inputs["topic"])
    for page in pages:
        for subscription in page["Subscriptions"]:
            if (subscription["Protocol"], subscription["Endpoint"]) == wanted:
                return str(subscription["SubscriptionArn"])
    return None


def _read_subscription(call: Call[Aws]) -> Properties | None:
    answer = unless_missing(_sns(call).get_subscription_attributes, SubscriptionArn=call.id)
    if answer is None:
        return None
    attributes = answer["Attributes"]
    found = properties_of(attributes, _SUBSCRIPTION, call.inputs)
    return {
        **{name: value for name, value in found.items() if name in call.inputs},
        "arn": call.id,
        "topic": attributes["TopicArn"],
        "protocol": attributes["Protocol"],
        "endpoint": attributes["Endpoint"],
        "ownerId": attributes.get("Owner", call.connection.account),
        "pendingConfirmation": attributes.get("PendingConfirmation") == "true",
        "confirmationWasAuthenticated": attributes.get("ConfirmationWasAuthenticated") == "true",
    }


def _update_subscription(call: Call[Aws]) -> None:
    for here, there in _SUBSCRIPTION.items():
        if here in call.changed:
            value = attribute_text(call.inputs.get(here, ""))
            _sns(call).set_subscription_attributes(SubscriptionArn=call.id, AttributeName=there, AttributeValue=value)


def _unsubscribe(call: Call[Aws]) -> None:
    unless_missing(_sns(call).unsubscribe, SubscriptionArn=call.id)


def _write_topic_policy(call: Call[Aws]) -> None:
    _sns(call).set_topic_attributes(
        TopicArn=call.inputs["arn"], AttributeName="Policy", AttributeValue=document(call.inputs["policy"])
    )


def _create_topic_policy(call: Call[Aws]) -> Made:
    _write_topic_policy(call)
    return Made(id=call.inputs["arn"])


def _read_topic_policy(call: Call[Aws]) -> Properties | None:
    answer = unless_missing(_sns(call).get_topic_attributes, TopicArn=call.id)
    if answer is None or not answer["Attributes"].get("Policy"):
        return None
    attributes = answer["Attributes"]
    return {"arn": call.id, "policy": attributes["Policy"], "owner": attributes.get("Owner", call.connection.account)}


def _reset_topic_policy(call: Call[Aws]) -> None:
    """A topic always has a policy: the owner's own, as SNS gives to a new topic."""
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": ["SNS:Publish", "SNS:Subscribe"],
        "Resource": call.id,
        "Condition": {"StringEquals": {"AWS:SourceOwner": call.connection.account}},
    }
    policy = json.dumps({"Version": "2008-10-17", "Id": "__default_policy_ID", "Statement": [statement]})
    unless_missing(_sns(call).set_topic_attributes, TopicArn=call.id, AttributeName="Policy", AttributeValue=policy)


_TOPIC_DEFAULTS: Final = {"contentBasedDeduplication": False, "fifoTopic": False}


SNS: Final = table(
    aws_type(
        "sns/topic:Topic",
        Effect(create=_create_topic, read=_read_topic, update=_update_topic, delete=_delete_topic, find=_find_topic),
        replace_on=("fifoTopic",),
        computed=("fifoThroughputScope", "policy", "signatureVersion", "tracingConfig"),
        documents=("deliveryPolicy", "policy"),
        naming=Autoname(limit=256),
        defaults=_TOPIC_DEFAULTS,
    ),
    aws_type(
        "sns/topicSubscription:TopicSubscription",
        Effect(
            create=_subscribe,
            read=_read_subscription,
            update=_update_subscription,
            delete=_unsubscribe,
            find=_find_subscription,
        ),
        replace_on=("endpoint", "protocol", "topic"),
        computed=("filterPolicyScope",),
        documents=("deliveryPolicy", "filterPolicy", "redrivePolicy"),
        defaults={"confirmationTimeoutInMinutes": 1, "endpointAutoConfirms": False, "rawMessageDelivery": False},
    ),
    aws_type(
        "sns/topicPolicy:TopicPolicy",
        Effect(
            create=_create_topic_policy,
            read=_read_topic_policy,
            update=_write_topic_policy,
            delete=_reset_topic_policy,
        ),
        replace_on=("arn",),
        documents=("policy",),
    ),
)
