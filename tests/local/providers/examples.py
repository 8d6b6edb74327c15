"""One example of every effectful aws type: inputs, and a change that updates it in place."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from local.providers.values import Properties, Secret
from tests.local.providers.world import ACCOUNT, SECOND_REGION, World, code, policy, trust

if TYPE_CHECKING:
    from tests.local.providers.engine import State

Inputs = Callable[[World], Properties]


@dataclass(frozen=True, kw_only=True)
class Example:
    """`change` is laid over the inputs for an update; None: every change replaces. `unread`: inputs that no read tells,
    so that an import lacks them. `imported` is the id of an import where it differs from the resource's."""

    inputs: Inputs
    change: Inputs | None = None
    unread: Collection[str] = ()
    imported: Callable[[State], str] = lambda state: state.id


def _tags(**tags: str) -> Inputs:
    return lambda _world: {"tags": tags}


def _value() -> Secret:
    return Secret(secrets.token_urlsafe(24))


def _copying(prefix: str) -> Properties:
    return {
        "id": "copies",
        "status": "Enabled",
        "priority": 0,
        "filter": {"prefix": prefix},
        "deleteMarkerReplication": {"status": "Disabled"},
        "sourceSelectionCriteria": {"sseKmsEncryptedObjects": {"status": "Enabled"}},
        "destination": {
            "bucket": "arn:aws:s3:::copies",
            "encryptionConfiguration": {"replicaKmsKeyId": f"arn:aws:kms:{SECOND_REGION}:{ACCOUNT}:key/1"},
            "metrics": {"status": "Enabled", "eventThreshold": {"minutes": 15}},
            "replicationTime": {"status": "Enabled", "time": {"minutes": 15}},
        },
    }


_OWNER: Final = _tags(Owner="platform")
_DASHBOARD: Final = json.dumps({"widgets": [{"type": "text", "properties": {"markdown": "one"}}]})

EXAMPLES: Final[dict[str, Example]] = {
    "kms/key:Key": Example(
        inputs=lambda _: {
            "description": "seal",
            "enableKeyRotation": True,
            "deletionWindowInDays": 7,
            "tags": {"a": "b"},
        },
        change=lambda _: {"description": "seal key", "enableKeyRotation": False, "tags": {"c": "d"}},
        unread=("deletionWindowInDays",),
    ),
    "kms/alias:Alias": Example(inputs=lambda w: {"targetKeyId": w.key()}),
    "kms/keyPolicy:KeyPolicy": Example(
        inputs=lambda w: {"keyId": w.get("kms/key:Key").id, "policy": policy(principal=f"arn:aws:iam::{ACCOUNT}:root")},
        change=lambda _: {"policy": policy(principal=f"arn:aws:iam::{ACCOUNT}:root", action="kms:*")},
    ),
    "kms/replicaKey:ReplicaKey": Example(
        inputs=lambda w: {
            "primaryKeyArn": w.out("kms/key:Key", "arn", multiRegion=True),
            "region": SECOND_REGION,
            "description": "seal",
            "deletionWindowInDays": 7,
            "policy": policy(principal=f"arn:aws:iam::{ACCOUNT}:root", action="kms:*"),
            "tags": {"a": "b"},
        },
        change=lambda _: {"description": "seal key", "enabled": False, "tags": {"c": "d"}},
        # An id alone is looked for in the provider's own region, where the primary is.
        unread=("deletionWindowInDays", "description", "policy", "region", "tags"),
    ),
    "secretsmanager/secret:Secret": Example(
        inputs=lambda w: {
            "kmsKeyId": w.key(),
            "description": "one",
            "recoveryWindowInDays": 0,
            "replicas": [{"region": SECOND_REGION, "kmsKeyId": f"arn:aws:kms:{SECOND_REGION}:{ACCOUNT}:key/one"}],
            "tags": {"a": "b"},
        },
        change=lambda _: {
            "description": "two",
            "policy": policy(principal=f"arn:aws:iam::{ACCOUNT}:root"),
            "tags": {},
        },
        unread=("recoveryWindowInDays",),
    ),
    "secretsmanager/secretVersion:SecretVersion": Example(
        inputs=lambda w: {"secretId": w.secret(), "secretString": _value()},
    ),
    "secretsmanager/secretPolicy:SecretPolicy": Example(
        inputs=lambda w: {"secretArn": w.secret(), "policy": policy(principal=f"arn:aws:iam::{ACCOUNT}:root")},
        change=lambda _: {"policy": policy(principal=ACCOUNT, action="secretsmanager:GetSecretValue")},
    ),
    "secretsmanager/secretRotation:SecretRotation": Example(
        inputs=lambda w: {
            "secretId": w.secret(),
            "rotationLambdaArn": w.function().plain["arn"],
            "rotationRules": {"automaticallyAfterDays": 30},
            "rotateImmediately": False,
        },
        change=lambda _: {"rotationRules": {"automaticallyAfterDays": 60}},
        unread=("rotateImmediately",),
    ),
    "s3/bucket:Bucket": Example(inputs=lambda _: {"tags": {"a": "b"}}, change=_OWNER),
    "s3/bucketVersioning:BucketVersioning": Example(
        inputs=lambda w: {"bucket": w.bucket(), "versioningConfiguration": {"status": "Enabled"}},
        change=lambda _: {"versioningConfiguration": {"status": "Suspended"}},
    ),
    "s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": Example(
        inputs=lambda w: {
            "bucket": w.bucket(),
            "rules": [
                {
                    "applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": w.key()},
                    "bucketKeyEnabled": True,
                }
            ],
        },
        change=lambda _: {"rules": [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}]},
    ),
    "s3/bucketPublicAccessBlock:BucketPublicAccessBlock": Example(
        inputs=lambda w: {"bucket": w.bucket(), "blockPublicAcls": True, "blockPublicPolicy": True},
        change=lambda _: {"ignorePublicAcls": True, "restrictPublicBuckets": True},
    ),
    "s3/bucketPolicy:BucketPolicy": Example(
        inputs=lambda w: {
            "bucket": w.bucket(),
            "policy": policy(principal=ACCOUNT, resource=f"arn:aws:s3:::{w.bucket()}/*"),
        },
        change=lambda w: {"policy": policy(principal=ACCOUNT, resource=f"arn:aws:s3:::{w.bucket()}")},
    ),
    "s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": Example(
        inputs=lambda w: {
            "bucket": w.bucket(),
            "rules": [{"id": "old", "status": "Enabled", "filter": {"prefix": "logs/"}, "expiration": {"days": 30}}],
        },
        change=lambda _: {
            "rules": [{"id": "old", "status": "Enabled", "filter": {"prefix": "logs/"}, "expiration": {"days": 60}}],
        },
    ),
    "s3/bucketLogging:BucketLogging": Example(
        inputs=lambda w: {"bucket": w.bucket(), "targetBucket": w.bucket(), "targetPrefix": "one/"},
        change=lambda _: {"targetPrefix": "two/"},
    ),
    "s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": Example(
        inputs=lambda w: {
            "bucket": w.get("s3/bucket:Bucket", objectLockEnabled=True).id,
            "rule": {"defaultRetention": {"mode": "GOVERNANCE", "days": 1}},
        },
        change=lambda _: {"rule": {"defaultRetention": {"mode": "GOVERNANCE", "days": 2}}},
    ),
    "s3/bucketReplicationConfig:BucketReplicationConfig": Example(
        inputs=lambda w: {"bucket": w.versioned_bucket(), "role": w.role().plain["arn"], "rules": [_copying("one/")]},
        change=lambda _: {"rules": [_copying("two/")]},
    ),
    "s3/bucketOwnershipControls:BucketOwnershipControls": Example(
        inputs=lambda w: {"bucket": w.bucket(), "rule": {"objectOwnership": "BucketOwnerEnforced"}},
        change=lambda _: {"rule": {"objectOwnership": "BucketOwnerPreferred"}},
    ),
    "s3/bucketNotification:BucketNotification": Example(
        inputs=lambda w: {
            "bucket": w.bucket(),
            "queues": [{"events": ["s3:ObjectCreated:*"], "queueArn": w.queue().plain["arn"]}],
        },
        change=lambda w: {"queues": [{"events": ["s3:ObjectRemoved:*"], "queueArn": w.queue().plain["arn"]}]},
        unread=("queues",),
    ),
    "s3/bucketObjectv2:BucketObjectv2": Example(
        inputs=lambda w: {"bucket": w.bucket(), "key": "one.txt", "content": "one"},
        change=lambda _: {"content": "two"},
        unread=("bucket", "content"),
    ),
    "iam/role:Role": Example(
        inputs=lambda _: {"assumeRolePolicy": trust(), "description": "one", "tags": {"a": "b"}},
        change=lambda w: {
            "assumeRolePolicy": trust("ec2"),
            "description": "two",
            "managedPolicyArns": [w.managed_policy()],
        },
    ),
    "iam/rolePolicy:RolePolicy": Example(
        inputs=lambda w: {"role": w.role().id, "policy": policy()},
        change=lambda _: {"policy": policy(action="kms:Decrypt")},
    ),
    "iam/policy:Policy": Example(
        inputs=lambda _: {"policy": policy(), "tags": {"a": "b"}},
        change=lambda _: {"policy": policy(action="kms:Decrypt"), "tags": {"c": "d"}},
    ),
    "iam/rolePolicyAttachment:RolePolicyAttachment": Example(
        inputs=lambda w: {"role": w.role().id, "policyArn": w.managed_policy()},
    ),
    "iam/instanceProfile:InstanceProfile": Example(
        inputs=lambda w: {"role": w.role().id, "tags": {"a": "b"}}, change=_OWNER
    ),
    "iam/openIdConnectProvider:OpenIdConnectProvider": Example(
        inputs=lambda w: {
            "url": f"https://{w.tag}.example.test",
            "clientIdLists": ["sts.amazonaws.com"],
            "thumbprintLists": ["f" * 40],
        },
        change=lambda _: {"clientIdLists": ["sts.amazonaws.com", "other"], "tags": {"a": "b"}},
    ),
    "lambda/function:Function": Example(
        inputs=lambda w: {
            "role": w.role().plain["arn"],
            "code": code(),
            "handler": "main.handler",
            "runtime": "python3.12",
            "environment": {"variables": {"LEVEL": "info"}},
            "tags": {"a": "b"},
        },
        change=lambda _: {
            "code": code("more"),
            "timeout": 30,
            "memorySize": 256,
            "environment": {"variables": {"LEVEL": "debug"}},
        },
        unread=("code", "environment"),
    ),
    "lambda/permission:Permission": Example(
        inputs=lambda w: {
            "action": "lambda:InvokeFunction",
            "function": w.function().id,
            "principal": "secretsmanager.amazonaws.com",
        },
        imported=lambda state: f"{state.plain['function']}/{state.id}",
    ),
    "lambda/eventSourceMapping:EventSourceMapping": Example(
        inputs=lambda w: {"functionName": w.function().id, "eventSourceArn": w.queue().plain["arn"], "batchSize": 5},
        change=lambda _: {"batchSize": 2},
        unread=("functionName",),
    ),
    "lambda/layerVersion:LayerVersion": Example(
        inputs=lambda w: {"layerName": f"layer-{w.tag}", "code": code(), "compatibleRuntimes": ["python3.12"]},
        unread=("code", "compatibleRuntimes"),
    ),
    "lambda/alias:Alias": Example(
        inputs=lambda w: {"functionName": w.function().id, "functionVersion": "$LATEST"},
        change=lambda _: {"description": "live"},
        unread=("functionName",),
    ),
    "ssm/parameter:Parameter": Example(
        inputs=lambda w: {
            "name": f"/strongroom/{w.tag}",
            "type": "SecureString",
            "value": _value(),
            "tags": {"a": "b"},
        },
        change=lambda _: {"value": _value(), "description": "changed"},
    ),
    "sns/topic:Topic": Example(
        inputs=lambda w: {"kmsMasterKeyId": w.key(), "displayName": "one", "tags": {"a": "b"}},
        change=lambda _: {"displayName": "two", "tags": {"c": "d"}},
        unread=("kmsMasterKeyId", "displayName"),
    ),
    "sns/topicSubscription:TopicSubscription": Example(
        inputs=lambda w: {"topic": w.topic(), "protocol": "sqs", "endpoint": w.queue().plain["arn"]},
        change=lambda _: {"rawMessageDelivery": True},
        unread=("confirmationTimeoutInMinutes",),
    ),
    "sns/topicPolicy:TopicPolicy": Example(
        inputs=lambda w: {"arn": w.topic(), "policy": policy(principal="*", resource=w.topic(), action="SNS:Publish")},
        change=lambda w: {"policy": policy(principal=ACCOUNT, resource=w.topic(), action="SNS:Publish")},
    ),
    "sqs/queue:Queue": Example(
        inputs=lambda _: {"visibilityTimeoutSeconds": 60, "tags": {"a": "b"}},
        change=lambda _: {"visibilityTimeoutSeconds": 90, "messageRetentionSeconds": 600, "tags": {"c": "d"}},
        unread=("visibilityTimeoutSeconds",),
    ),
    "sqs/queuePolicy:QueuePolicy": Example(
        inputs=lambda w: {"queueUrl": w.queue().id, "policy": policy(principal="*", action="sqs:SendMessage")},
        change=lambda _: {"policy": policy(principal=ACCOUNT, action="sqs:SendMessage")},
    ),
    "dynamodb/table:Table": Example(
        inputs=lambda _: {
            "attributes": [{"name": "id", "type": "S"}],
            "hashKey": "id",
            "billingMode": "PAY_PER_REQUEST",
            "pointInTimeRecovery": {"enabled": True},
            "tags": {"a": "b"},
        },
        change=lambda _: {"ttl": {"attributeName": "until", "enabled": True}, "tags": {"c": "d"}},
        unread=("pointInTimeRecovery",),
    ),
    "cloudwatch/logGroup:LogGroup": Example(
        inputs=lambda _: {"retentionInDays": 30, "tags": {"a": "b"}},
        change=lambda w: {"retentionInDays": 90, "kmsKeyId": w.key(), "tags": {}},
    ),
    "cloudwatch/logMetricFilter:LogMetricFilter": Example(
        inputs=lambda w: {
            "logGroupName": w.log_group(),
            "pattern": "ERROR",
            "metricTransformation": {"name": "Errors", "namespace": "Strongroom", "value": "1"},
        },
        change=lambda _: {"pattern": "FATAL"},
        imported=lambda state: f"{state.plain['logGroupName']}:{state.id}",
    ),
    "cloudwatch/logSubscriptionFilter:LogSubscriptionFilter": Example(
        inputs=lambda w: {
            "logGroup": w.log_group(),
            "filterPattern": "",
            "destinationArn": w.function().plain["arn"],
        },
        change=lambda _: {"filterPattern": "ERROR"},
        imported=lambda state: f"{state.plain['logGroup']}|{state.id}",
    ),
    "cloudwatch/logResourcePolicy:LogResourcePolicy": Example(
        inputs=lambda w: {"policyName": f"policy-{w.tag}", "policyDocument": policy(principal="*")},
        change=lambda _: {"policyDocument": policy(principal="*", action="logs:PutLogEvents")},
    ),
    "cloudwatch/metricAlarm:MetricAlarm": Example(
        inputs=lambda w: {
            "comparisonOperator": "GreaterThanThreshold",
            "evaluationPeriods": 1,
            "metricName": "Errors",
            "namespace": "Strongroom",
            "period": 60,
            "statistic": "Sum",
            "threshold": 5,
            "dimensions": {"Cluster": "one"},
            "alarmActions": [w.topic()],
            "tags": {"a": "b"},
        },
        change=lambda _: {"threshold": 10, "alarmDescription": "too many", "tags": {"c": "d"}},
        unread=("dimensions",),
    ),
    "cloudwatch/compositeAlarm:CompositeAlarm": Example(
        inputs=lambda w: {
            "alarmName": f"composite-{w.tag}",
            "alarmRule": f'ALARM("{w.alarm()}")',
            "alarmActions": [w.topic()],
        },
        change=lambda _: {"alarmDescription": "changed"},
    ),
    "cloudwatch/dashboard:Dashboard": Example(
        inputs=lambda w: {"dashboardName": f"dashboard-{w.tag}", "dashboardBody": _DASHBOARD},
        change=lambda _: {"dashboardBody": _DASHBOARD.replace("one", "two")},
    ),
    "cloudwatch/eventBus:EventBus": Example(inputs=lambda _: {"tags": {"a": "b"}}, change=_OWNER),
    "cloudwatch/eventRule:EventRule": Example(
        inputs=lambda _: {"eventPattern": json.dumps({"source": ["aws.secretsmanager"]}), "tags": {"a": "b"}},
        change=lambda _: {"description": "rotation", "tags": {"c": "d"}},
    ),
    "cloudwatch/eventTarget:EventTarget": Example(
        inputs=lambda w: {"rule": w.rule(), "arn": w.function().plain["arn"], "input": json.dumps({"one": 1})},
        change=lambda _: {"input": json.dumps({"two": 2})},
        imported=lambda state: f"default/{state.plain['rule']}/{state.plain['targetId']}",
    ),
    "cloudwatch/eventConnection:EventConnection": Example(
        inputs=lambda _: {
            "authorizationType": "API_KEY",
            "authParameters": {"apiKey": {"key": "Authorization", "value": _value()}},
        },
        change=lambda _: {"description": "changed"},
        unread=("authParameters",),
    ),
    "cloudwatch/eventApiDestination:EventApiDestination": Example(
        inputs=lambda w: {
            "connectionArn": w.connection(),
            "httpMethod": "POST",
            "invocationEndpoint": "https://api.example.test/dispatches",
        },
        change=lambda _: {"invocationRateLimitPerSecond": 10},
    ),
    "scheduler/schedule:Schedule": Example(
        inputs=lambda w: {
            "flexibleTimeWindow": {"mode": "OFF"},
            "scheduleExpression": "rate(1 hour)",
            "target": {"arn": w.function().plain["arn"], "roleArn": w.role().plain["arn"], "input": "{}"},
        },
        change=lambda _: {"scheduleExpression": "rate(2 hours)", "description": "hourly"},
    ),
}
