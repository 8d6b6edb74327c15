"""Lambda, EventBridge, its scheduler, SNS and SQS: rotation, and who is told of what."""

from __future__ import annotations

from strongroom.deployer.model import Bound, Needs, Service, reference

_FUNCTION = "arn:{partition}:lambda:{region}:{account}:function:{prefix}-*"

FUNCTIONS = Service(
    source=reference("awslambda"),
    types={
        "aws:lambda/function:Function": Needs(
            create=(
                "lambda:CreateFunction",
                "lambda:PutFunctionConcurrency",
                "lambda:TagResource",
                "iam:PassRole",
                "kms:CreateGrant",  # Lambda, "Securing environment variables": asked of whoever configures the key
                "kms:Decrypt",
                "kms:Encrypt",
                "kms:GenerateDataKey",
            ),
            read=(
                "lambda:GetFunction",
                "lambda:GetFunctionCodeSigningConfig",
                "lambda:GetFunctionConcurrency",
                "lambda:GetFunctionConfiguration",
                "lambda:ListTags",
                "lambda:ListVersionsByFunction",
            ),
            update=(
                "lambda:DeleteFunctionConcurrency",
                "lambda:UntagResource",
                "lambda:UpdateFunctionCode",
                "lambda:UpdateFunctionConfiguration",
            ),
            delete=("lambda:DeleteFunction",),
        ),
        "aws:lambda/permission:Permission": Needs(
            create=("lambda:AddPermission",), read=("lambda:GetPolicy",), delete=("lambda:RemovePermission",)
        ),
    },
    bounds=(
        Bound(
            sid="Functions",
            actions=(
                "lambda:AddPermission",
                "lambda:CreateFunction",
                "lambda:DeleteFunction",
                "lambda:DeleteFunctionConcurrency",
                "lambda:GetFunction",
                "lambda:GetFunctionCodeSigningConfig",
                "lambda:GetFunctionConcurrency",
                "lambda:GetFunctionConfiguration",
                "lambda:GetPolicy",
                "lambda:InvokeFunction",
                "lambda:ListTags",
                "lambda:ListVersionsByFunction",
                "lambda:PutFunctionConcurrency",
                "lambda:RemovePermission",
                "lambda:TagResource",
                "lambda:UntagResource",
                "lambda:UpdateFunctionCode",
                "lambda:UpdateFunctionConfiguration",
            ),
            resources=(_FUNCTION,),
        ),
    ),
)

_EVENTS = "arn:{partition}:events:{region}:{account}:"
_CONNECTION = ("CreateConnection", "DeleteConnection", "DescribeConnection", "UpdateConnection")
_DESTINATION = ("CreateApiDestination", "DeleteApiDestination", "DescribeApiDestination", "UpdateApiDestination")
_RULE = (
    "DeleteRule", "DescribeRule", "ListTagsForResource", "ListTargetsByRule", "PutRule", "PutTargets", "RemoveTargets",
    "TagResource", "UntagResource",
)  # fmt: skip
_VALUE = ("CreateSecret", "DeleteSecret", "GetSecretValue", "PutSecretValue", "UpdateSecret")


def _events(*names: str) -> tuple[str, ...]:
    return tuple(f"events:{name}" for name in names)


EVENTS = Service(
    source=reference("amazoneventbridge"),
    types={
        "aws:cloudwatch/eventRule:EventRule": Needs(
            create=_events("PutRule", "TagResource"),
            read=_events("DescribeRule", "ListTagsForResource"),
            update=_events("UntagResource"),
            delete=_events("DeleteRule"),
        ),
        "aws:cloudwatch/eventTarget:EventTarget": Needs(
            create=(*_events("PutTargets"), "iam:PassRole"),
            read=_events("ListTargetsByRule"),
            delete=_events("RemoveTargets"),
        ),
        # EventBridge keeps what a connection signs in with in an entry of its own: AWS's AmazonEventBridgeFullAccess,
        # statement SecretsManagerAccessForEventBridge. The program gives a placeholder; the token is put by hand.
        "aws:cloudwatch/eventConnection:EventConnection": Needs(
            create=(
                *_events("CreateConnection"),
                "iam:CreateServiceLinkedRole",
                *(f"secretsmanager:{name}" for name in _VALUE),
            ),
            read=_events("DescribeConnection"),
            update=_events("UpdateConnection"),
            delete=_events("DeleteConnection"),
        ),
        "aws:cloudwatch/eventApiDestination:EventApiDestination": Needs(
            create=_events("CreateApiDestination"),
            read=_events("DescribeApiDestination"),
            update=_events("UpdateApiDestination"),
            delete=_events("DeleteApiDestination"),
        ),
    },
    bounds=(
        Bound(
            sid="Events",
            actions=_events(*_CONNECTION, *_DESTINATION, *_RULE),
            resources=tuple(f"{_EVENTS}{kind}/{{prefix}}-*" for kind in ("api-destination", "connection", "rule")),
        ),
        Bound(
            sid="ConnectionsOwnEntries",
            actions=tuple(f"secretsmanager:{name}" for name in _VALUE),
            resources=("arn:{partition}:secretsmanager:{region}:{account}:secret:events!connection/{prefix}-*",),
        ),
    ),
)

SCHEDULES = Service(
    source=reference("amazoneventbridgescheduler"),
    types={
        "aws:scheduler/schedule:Schedule": Needs(
            create=("scheduler:CreateSchedule", "iam:PassRole"),
            read=("scheduler:GetSchedule",),
            update=("scheduler:UpdateSchedule",),
            delete=("scheduler:DeleteSchedule",),
        )
    },
    bounds=(
        Bound(
            sid="Schedules",
            actions=(
                "scheduler:CreateSchedule",
                "scheduler:DeleteSchedule",
                "scheduler:GetSchedule",
                "scheduler:UpdateSchedule",
            ),
            resources=("arn:{partition}:scheduler:{region}:{account}:schedule/default/{prefix}-*",),
        ),
    ),
)

TOPICS = Service(
    source=reference("amazonsns"),
    types={
        "aws:sns/topic:Topic": Needs(
            create=("sns:CreateTopic", "sns:SetTopicAttributes", "sns:TagResource"),
            read=("sns:GetTopicAttributes", "sns:ListTagsForResource"),
            update=("sns:UntagResource",),
            delete=("sns:DeleteTopic",),
        ),
        "aws:sns/topicSubscription:TopicSubscription": Needs(
            create=("sns:Subscribe",),
            read=("sns:GetSubscriptionAttributes", "sns:ListSubscriptionsByTopic"),
            update=("sns:SetSubscriptionAttributes",),
            delete=("sns:Unsubscribe",),
        ),
    },
    bounds=(
        Bound(
            sid="Topics",
            actions=(
                "sns:CreateTopic",
                "sns:DeleteTopic",
                "sns:GetSubscriptionAttributes",
                "sns:GetTopicAttributes",
                "sns:ListSubscriptionsByTopic",
                "sns:ListTagsForResource",
                "sns:SetSubscriptionAttributes",
                "sns:SetTopicAttributes",
                "sns:Subscribe",
                "sns:TagResource",
                "sns:Unsubscribe",
                "sns:UntagResource",
            ),
            resources=("arn:{partition}:sns:{region}:{account}:{prefix}-*",),
        ),
    ),
)

QUEUES = Service(
    source=reference("amazonsqs"),
    types={
        "aws:sqs/queue:Queue": Needs(
            create=("sqs:CreateQueue", "sqs:SetQueueAttributes", "sqs:TagQueue"),
            read=("sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ListQueueTags"),
            update=("sqs:UntagQueue",),
            delete=("sqs:DeleteQueue",),
        ),
        "aws:sqs/queuePolicy:QueuePolicy": Needs(create=("sqs:SetQueueAttributes",), read=("sqs:GetQueueAttributes",)),
    },
    bounds=(
        Bound(
            sid="Queues",
            actions=(
                "sqs:CreateQueue",
                "sqs:DeleteQueue",
                "sqs:GetQueueAttributes",
                "sqs:GetQueueUrl",
                "sqs:ListQueueTags",
                "sqs:SetQueueAttributes",
                "sqs:TagQueue",
                "sqs:UntagQueue",
            ),
            resources=("arn:{partition}:sqs:{region}:{account}:{prefix}-*",),
        ),
    ),
)
