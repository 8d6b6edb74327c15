"""Examples of the rules on keys, secrets, policies and logs."""

from __future__ import annotations

import json
from typing import Any

from tests.policy.engine_side import UNKNOWN, Sent
from tests.policy.examples.example import Examples, Stack, one

KEY = "aws:kms/key:Key"
REPLICA = "aws:kms/replicaKey:ReplicaKey"
SECRET = "aws:secretsmanager/secret:Secret"
ROTATION = "aws:secretsmanager/secretRotation:SecretRotation"
ROLE = "aws:iam/role:Role"
POLICY = "aws:iam/rolePolicy:RolePolicy"
LOGS = "aws:cloudwatch/logGroup:LogGroup"
FUNCTION = "aws:lambda/function:Function"
PERMISSION = "aws:lambda/permission:Permission"
TOPIC = "aws:sns/topic:Topic"
QUEUE = "aws:sqs/queue:Queue"
TABLE = "aws:dynamodb/table:Table"
TRAIL = "aws:cloudtrail/trail:Trail"
PARAMETER = "aws:ssm/parameter:Parameter"
ACCOUNT = "123456789012"
ARN = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
GITHUB = "token.actions.githubusercontent.com"


def document(effect: str = "Allow", /, **statement: object) -> str:
    """A policy document of one statement."""
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": effect, **statement}]})


def public(**more: Any) -> str:
    return document(Principal="*", Action="*", Resource="*", **more)


def trusting(subject: object, audience: str = "sts.amazonaws.com") -> Stack:
    """A role that trusts GitHub's workflows."""
    condition = {"StringEquals": {f"{GITHUB}:aud": audience}, "StringLike": {f"{GITHUB}:sub": subject}}
    principal = {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/{GITHUB}"}
    trust = document(Principal=principal, Action="sts:AssumeRoleWithWebIdentity", Condition=condition)
    return one(ROLE, assumeRolePolicy=trust)


def alone(kind: str, owner: str, part: str, prop: str, **inputs: object) -> Stack:
    """An owner and a part of it that names it."""
    return (
        Sent(type=owner, name="owner", inputs={}),
        Sent(type=kind, name=part, inputs=inputs, depends={prop: ["owner"]}),
    )


EXAMPLES = {
    "kms-rotation": Examples(
        at="enableKeyRotation",
        failing=[one(KEY, enableKeyRotation=False), one(KEY)],
        passing=[one(KEY, enableKeyRotation=True)],
        near=[
            one(KEY, keyUsage="SIGN_VERIFY", customerMasterKeySpec="ECC_NIST_P256"),
            one(KEY, enableKeyRotation="true"),
        ],
    ),
    "kms-public": Examples(
        at="policy",
        failing=[
            one(KEY, policy=public()),
            one("aws:kms/keyPolicy:KeyPolicy", policy=document(Principal={"AWS": "*"})),
            one(REPLICA, policy=public()),
        ],
        passing=[one(KEY, policy=document(Principal={"AWS": f"arn:aws:iam::{ACCOUNT}:root"}))],
        near=[
            one(KEY, policy=public(Condition={"StringEquals": {"kms:CallerAccount": ACCOUNT}})),
            one(KEY, policy=document("Deny", Principal="*", Action="*")),
        ],
    ),
    "kms-policy": Examples(
        failing=[one(KEY), one(REPLICA)],
        passing=[one(KEY, policy=document(Principal={"AWS": f"arn:aws:iam::{ACCOUNT}:root"}))],
        near=[alone("aws:kms/keyPolicy:KeyPolicy", KEY, "p", "keyId", policy=document("Deny"))],
    ),
    "kms-deletion-window": Examples(
        at="deletionWindowInDays",
        failing=[one(KEY, deletionWindowInDays=7), one(REPLICA, deletionWindowInDays=7)],
        passing=[one(KEY, deletionWindowInDays=30)],
        near=[one(KEY)],
    ),
    "kms-lockout": Examples(
        at="bypassPolicyLockoutSafetyCheck",
        failing=[one(KEY, bypassPolicyLockoutSafetyCheck=True), one(REPLICA, bypassPolicyLockoutSafetyCheck=True)],
        passing=[one(KEY)],
        near=[one(KEY, bypassPolicyLockoutSafetyCheck="false")],
    ),
    "kms-enabled": Examples(
        at="isEnabled",
        failing=[one(KEY, isEnabled=False)],
        passing=[one(KEY, isEnabled=True), one(REPLICA, enabled=True)],
        near=[one(KEY), one(REPLICA)],
    ),
    "key-alias": Examples(
        failing=[one(KEY), one(REPLICA)],
        passing=[alone("aws:kms/alias:Alias", KEY, "a", "targetKeyId", name="alias/strongroom-production-x")],
        near=[
            (Sent(type=KEY, name="k", outputs={"keyId": "abc"}), *one("aws:kms/alias:Alias", "a", targetKeyId="abc"))
        ],
    ),
    "secretsmanager-key": Examples(
        at="kmsKeyId",
        failing=[one(SECRET), one(SECRET, kmsKeyId=ARN, replicas=[{"region": "eu-west-1"}])],
        passing=[one(SECRET, kmsKeyId=ARN)],
        near=[one(SECRET, kmsKeyId=ARN, replicas=[{"region": "eu-west-1", "kmsKeyId": ARN}])],
    ),
    "secretsmanager-recovery": Examples(
        at="recoveryWindowInDays",
        failing=[one(SECRET, recoveryWindowInDays=0)],
        passing=[one(SECRET, recoveryWindowInDays=30)],
        near=[one(SECRET), one(SECRET, recoveryWindowInDays=7)],
    ),
    "secretsmanager-public": Examples(
        at="policy",
        failing=[
            one(SECRET, policy=public()),
            one("aws:secretsmanager/secretPolicy:SecretPolicy", blockPublicPolicy=False),
        ],
        passing=[one(SECRET, policy=document(Principal={"AWS": f"arn:aws:iam::{ACCOUNT}:role/x"}))],
        near=[one(SECRET, policy=document("Deny", Principal="*", Action="secretsmanager:*", Resource="*"))],
    ),
    "secretsmanager-interval": Examples(
        at="rotationRules.automaticallyAfterDays",
        failing=[
            one(ROTATION, rotationRules={"automaticallyAfterDays": 400}),
            one(ROTATION, rotationRules={"scheduleExpression": "rate(500 days)"}),
        ],
        passing=[one(ROTATION, rotationRules={"automaticallyAfterDays": 30})],
        near=[
            one(ROTATION, rotationRules={"scheduleExpression": "cron(0 3 1 * ? *)"}),
            one(ROTATION, rotationRules={"scheduleExpression": "rate(4 hours)"}),
        ],
    ),
    "secretsmanager-description": Examples(
        at="description",
        failing=[one(SECRET, description="Password."), one(SECRET)],
        passing=[one(SECRET, description="Key that signs the access tokens of all Candlefish services")],
        near=[one(SECRET, description="API key of the billing account")],
    ),
    "secret-owner": Examples(
        at="tags.Owner",
        failing=[one(SECRET, tags={"Owner": "unknown"}), one(SECRET)],
        passing=[one(SECRET, tags={"Owner": "security-team"})],
        near=[one(SECRET, tags={"Owner": "nobody-in-particular"})],
    ),
    "secret-rotation": Examples(
        failing=[
            (
                Sent(type=SECRET, name="entry", inputs={"name": "production/a/b"}),
                Sent(type="random:index/randomPassword:RandomPassword", name="made", inputs={"length": 32}),
                Sent(
                    type="aws:secretsmanager/secretVersion:SecretVersion",
                    name="value",
                    depends={"secretId": ["entry"], "secretString": ["made"]},
                ),
            )
        ],
        passing=[
            (
                Sent(type=SECRET, name="entry", inputs={"name": "production/a/b"}),
                Sent(type="random:index/randomPassword:RandomPassword", name="made", inputs={"length": 32}),
                Sent(
                    type="aws:secretsmanager/secretVersion:SecretVersion",
                    name="value",
                    depends={"secretId": ["entry"], "secretString": ["made"]},
                ),
                Sent(type=ROTATION, name="rotation", depends={"secretId": ["entry"]}),
            )
        ],
        near=[
            one(SECRET, name="production/a/supplied"),
            (
                Sent(type=SECRET, name="entry", inputs={"name": "production/a/b"}),
                Sent(type="random:index/randomPassword:RandomPassword", name="made", inputs={"length": 32}),
                Sent(
                    type="aws:secretsmanager/secretVersion:SecretVersion",
                    name="value",
                    depends={"secretId": ["entry"], "secretString": ["made"]},
                    options={"ignoreChanges": ["secretString"]},
                ),
            ),
        ],
    ),
    "secret-unread": Examples(
        failing=[
            one(SECRET, name="production/a/b"),
            (*one(SECRET, name="production/a/b"), *one(POLICY, "reader", policy=UNKNOWN)),
            (*one(SECRET, name="production/a/b"), *one(POLICY, "all", policy=document(Action="*", Resource="*"))),
        ],
        passing=[
            (
                *one(SECRET, "entry", name="production/a/b"),
                Sent(type=FUNCTION, name="f", depends={"environment": ["entry"]}),
            )
        ],
        near=[
            (
                *one(SECRET, "entry", name="production/a/b"),
                *one(
                    POLICY,
                    "reader",
                    policy=document(
                        Action="secretsmanager:GetSecretValue",
                        Resource=f"arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:production/a/*",
                    ),
                ),
            ),
            (
                *one(SECRET, "entry", name="production/a/b"),
                Sent(type=ROTATION, name="turn", depends={"secretId": ["entry"]}),
                *one(POLICY, "function", policy=UNKNOWN),
            ),
        ],
    ),
    "iam-wildcard-action": Examples(
        at="policy",
        failing=[
            one(POLICY, policy=document(Action="*", Resource="*")),
            one(POLICY, policy=document(Action=["iam:*"])),
        ],
        passing=[one(POLICY, policy=document(Action="s3:GetObject", Resource="*"))],
        near=[
            one(POLICY, policy=document("Deny", Action="*", Resource="*")),
            one(POLICY, policy=document(Action="s3:Get*", Resource="*")),
        ],
    ),
    "iam-not-action": Examples(
        at="policy",
        failing=[one(POLICY, policy=document(NotAction="iam:*", Resource="*"))],
        passing=[one(POLICY, policy=document(Action="s3:GetObject", Resource="*"))],
        near=[one(POLICY, policy=document("Deny", NotAction="iam:*", Resource="*"))],
    ),
    "iam-secret-scope": Examples(
        at="policy",
        failing=[
            one(POLICY, policy=document(Action="secretsmanager:GetSecretValue", Resource="*")),
            one(POLICY, policy=document(Action="kms:Decrypt", Resource=f"arn:aws:kms:us-east-1:{ACCOUNT}:key/*")),
            one(POLICY, policy=document(Action="secretsmanager:Get*", Resource=["*"])),
        ],
        passing=[
            one(
                POLICY,
                policy=document(
                    Action="secretsmanager:GetSecretValue",
                    Resource=f"arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:production/candlefish/*",
                ),
            )
        ],
        near=[
            one(POLICY, policy=document(Action="secretsmanager:ListSecrets", Resource="*")),
            one(
                POLICY,
                policy=document(
                    Action="kms:Decrypt",
                    Resource="*",
                    Condition={"StringEquals": {"kms:ViaService": "secretsmanager.us-east-1.amazonaws.com"}},
                ),
            ),
        ],
    ),
    "iam-pass-role": Examples(
        at="policy",
        failing=[one(POLICY, policy=document(Action="iam:PassRole", Resource="*"))],
        passing=[one(POLICY, policy=document(Action="iam:PassRole", Resource=f"arn:aws:iam::{ACCOUNT}:role/x"))],
        near=[one(POLICY, policy=document(Action="iam:GetRole", Resource="*"))],
    ),
    "iam-trust": Examples(
        at="assumeRolePolicy",
        failing=[one(ROLE, assumeRolePolicy=document(Principal={"AWS": "*"}, Action="sts:AssumeRole"))],
        passing=[
            one(ROLE, assumeRolePolicy=document(Principal={"Service": "lambda.amazonaws.com"}, Action="sts:AssumeRole"))
        ],
        near=[
            one(
                ROLE,
                assumeRolePolicy=document(Principal={"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, Action="sts:AssumeRole"),
            )
        ],
    ),
    "iam-github-trust": Examples(
        at="assumeRolePolicy",
        failing=[
            trusting("repo:org/*"),
            trusting("repo:org/name:*"),
            trusting("*"),
            trusting("repo:org/name:environment:production", audience="somebody"),
            one(
                ROLE,
                assumeRolePolicy=document(Principal={"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/{GITHUB}"}),
            ),
        ],
        passing=[trusting("repo:org/name:environment:production")],
        near=[trusting("repo:org/name:ref:refs/heads/release/*"), trusting(["repo:org/name:ref:refs/heads/main"])],
    ),
    "iam-user": Examples(
        failing=[one("aws:iam/user:User", name="ci"), one("aws:iam/accessKey:AccessKey", user="ci")],
        passing=[one(ROLE, assumeRolePolicy=document("Deny"))],
        near=[one("aws:iam/group:Group", name="readers")],
    ),
    "iam-administrator": Examples(
        at="policyArn",
        failing=[
            one(
                "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
                policyArn="arn:aws:iam::aws:policy/AdministratorAccess",
            ),
            one(ROLE, managedPolicyArns=["arn:aws:iam::aws:policy/AmazonS3FullAccess"]),
        ],
        passing=[
            one(
                "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
                policyArn="arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
            )
        ],
        near=[
            one(
                "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
                policyArn=f"arn:aws:iam::{ACCOUNT}:policy/strongroom-production-AdministratorAccess",
            )
        ],
    ),
    "log-retention": Examples(
        at="retentionInDays",
        failing=[one(LOGS, retentionInDays=30), one(LOGS)],
        passing=[one(LOGS, retentionInDays=365)],
        near=[one(LOGS, retentionInDays=400)],
    ),
    "log-encryption": Examples(
        at="kmsKeyId", failing=[one(LOGS)], passing=[one(LOGS, kmsKeyId=ARN)], near=[one(LOGS, kmsKeyId="alias/x")]
    ),
    "sns-encryption": Examples(
        at="kmsMasterKeyId",
        failing=[one(TOPIC)],
        passing=[one(TOPIC, kmsMasterKeyId=ARN)],
        near=[one(TOPIC, kmsMasterKeyId="alias/x")],
    ),
    "sqs-encryption": Examples(
        at="sqsManagedSseEnabled",
        failing=[one(QUEUE, sqsManagedSseEnabled=False)],
        passing=[one(QUEUE, kmsMasterKeyId=ARN, sqsManagedSseEnabled=False)],
        near=[one(QUEUE)],
    ),
    "message-policy-public": Examples(
        at="policy",
        failing=[one("aws:sqs/queuePolicy:QueuePolicy", policy=public()), one(TOPIC, policy=public())],
        passing=[
            one("aws:sns/topicPolicy:TopicPolicy", policy=document(Principal={"Service": "events.amazonaws.com"}))
        ],
        near=[one(QUEUE, policy=public(Condition={"ArnEquals": {"aws:SourceArn": "arn:aws:sns:us-east-1:1:x"}}))],
    ),
    "alarm-receiver": Examples(
        at="alarmActions",
        failing=[
            one("aws:cloudwatch/metricAlarm:MetricAlarm", alarmActions=[]),
            one("aws:cloudwatch/metricAlarm:MetricAlarm"),
            one("aws:cloudwatch/metricAlarm:MetricAlarm", alarmActions=["arn:aws:sns:x"], actionsEnabled=False),
            (
                Sent(type=TOPIC, name="topic", inputs={"name": "t"}),
                Sent(
                    type="aws:cloudwatch/metricAlarm:MetricAlarm",
                    inputs={"alarmActions": ["arn:aws:sns:us-east-1:1:t"]},
                    depends={"alarmActions": ["topic"]},
                ),
            ),
        ],
        passing=[
            (
                Sent(type=TOPIC, name="topic", inputs={"name": "t"}),
                Sent(type="aws:sns/topicSubscription:TopicSubscription", name="s", depends={"topic": ["topic"]}),
                Sent(
                    type="aws:cloudwatch/metricAlarm:MetricAlarm",
                    inputs={"alarmActions": ["arn:aws:sns:us-east-1:1:t"]},
                    depends={"alarmActions": ["topic"]},
                ),
            )
        ],
        near=[
            (
                Sent(type="aws:cloudwatch/metricAlarm:MetricAlarm", name="part", inputs={}),
                Sent(
                    type="aws:cloudwatch/compositeAlarm:CompositeAlarm",
                    name="whole",
                    inputs={"alarmActions": ["arn:aws:sns:us-east-1:1:t"]},
                    depends={"alarmRule": ["part"]},
                ),
            ),
            one(TOPIC, name="nobody-is-alarmed-by-it"),
        ],
    ),
    "lambda-url": Examples(
        at="authorizationType",
        failing=[one("aws:lambda/functionUrl:FunctionUrl", authorizationType="NONE")],
        passing=[one("aws:lambda/functionUrl:FunctionUrl", authorizationType="AWS_IAM")],
        near=[one(FUNCTION, name="strongroom-production-x")],
    ),
    "lambda-permission": Examples(
        at="principal",
        failing=[
            one(PERMISSION, principal="*", action="lambda:InvokeFunction"),
            one(PERMISSION, principal="secretsmanager.amazonaws.com"),
        ],
        passing=[one(PERMISSION, principal="secretsmanager.amazonaws.com", sourceAccount=ACCOUNT)],
        near=[one(PERMISSION, principal=ACCOUNT), one(PERMISSION, principal="*", principalOrgId="o-abc")],
    ),
    "lambda-runtime": Examples(
        at="runtime",
        failing=[one(FUNCTION, runtime="python3.8"), one(FUNCTION, runtime="nodejs16.x")],
        passing=[one(FUNCTION, runtime="python3.12")],
        near=[
            one(FUNCTION, runtime="python3.13"),
            one(FUNCTION, packageType="Image"),
            one(FUNCTION, runtime="nodejs22.x"),
        ],
    ),
    "lambda-environment-key": Examples(
        failing=[one(FUNCTION, environment={"variables": {"A": "b"}})],
        passing=[one(FUNCTION, environment={"variables": {"A": "b"}}, kmsKeyArn=ARN)],
        near=[one(FUNCTION)],
    ),
    "dynamodb-recovery": Examples(
        at="pointInTimeRecovery.enabled",
        failing=[one(TABLE, pointInTimeRecovery={"enabled": False}), one(TABLE)],
        passing=[one(TABLE, pointInTimeRecovery={"enabled": True})],
        near=[one(TABLE, pointInTimeRecovery={"enabled": "true"})],
    ),
    "dynamodb-encryption": Examples(
        at="serverSideEncryption.enabled",
        failing=[one(TABLE, serverSideEncryption={"enabled": True}), one(TABLE)],
        passing=[one(TABLE, serverSideEncryption={"enabled": True, "kmsKeyArn": ARN})],
        near=[one(TABLE, serverSideEncryption={"enabled": "true", "kmsKeyArn": ARN})],
    ),
    "dynamodb-deletion": Examples(
        at="deletionProtectionEnabled",
        failing=[one(TABLE, deletionProtectionEnabled=False), one(TABLE)],
        passing=[one(TABLE, deletionProtectionEnabled=True)],
        near=[one("aws:dynamodb/tableItem:TableItem")],
    ),
    "trail-coverage": Examples(
        at="isMultiRegionTrail",
        failing=[
            one(TRAIL, isMultiRegionTrail=False, enableLogFileValidation=True),
            one(TRAIL, isMultiRegionTrail=True),
            one(TRAIL, isMultiRegionTrail=True, enableLogFileValidation=True, enableLogging=False),
        ],
        passing=[one(TRAIL, isMultiRegionTrail=True, enableLogFileValidation=True)],
        near=[one(TRAIL, isMultiRegionTrail="true", enableLogFileValidation=True, enableLogging=True)],
    ),
    "trail-encryption": Examples(
        at="kmsKeyId", failing=[one(TRAIL)], passing=[one(TRAIL, kmsKeyId=ARN)], near=[one(TRAIL, kmsKeyId="alias/x")]
    ),
    "ssm-parameter-key": Examples(
        at="keyId",
        failing=[one(PARAMETER, type="SecureString")],
        passing=[one(PARAMETER, type="SecureString", keyId=ARN)],
        near=[one(PARAMETER, type="String")],
    ),
    "backup-vault-encryption": Examples(
        at="kmsKeyArn",
        failing=[one("aws:backup/vault:Vault")],
        passing=[one("aws:backup/vault:Vault", kmsKeyArn=ARN)],
        near=[one("aws:backup/plan:Plan", rules=[])],
    ),
    "backup-retention": Examples(
        at="rules[0].lifecycle.deleteAfter",
        failing=[one("aws:backup/plan:Plan", rules=[{"lifecycle": {"deleteAfter": 1}}])],
        passing=[one("aws:backup/plan:Plan", rules=[{"lifecycle": {"deleteAfter": 35}}])],
        near=[one("aws:backup/plan:Plan", rules=[{"ruleName": "for ever"}])],
    ),
}
