"""Who may do what: key policies, the nodes' role and the custody entries' policies, as pure functions."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from components import key_policy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from components.vault_cluster.arguments import VaultClusterArgs
    from components.vault_cluster.names import ClusterNames

Statement = dict[str, Any]
_FINAL = ("kms:ScheduleKeyDeletion", "kms:DisableKey")


def key_document(names: ClusterNames, args: VaultClusterArgs, purpose: str) -> str:
    """Policy of one of the cluster's keys. Only the break-glass role may take a key away."""
    grants = {
        "seal": [
            _nodes(names, "kms:Encrypt", "kms:Decrypt", "kms:DescribeKey"),
            *_drill(names, args.drill_role_arns),
        ],
        "authority": [_nodes(names, "kms:Sign", "kms:GetPublicKey", "kms:DescribeKey")],
        "deployer": [
            _nodes(names, "kms:GetPublicKey"),
            _principals(names, "Deployers", args.deployer_role_arns, "kms:Sign", "kms:GetPublicKey"),
        ],
        "operator": [
            _nodes(names, "kms:GetPublicKey"),
            *_operators(names, (*args.operator_role_arns, *args.drill_role_arns)),
        ],
        "custody": [_through(names, "secretsmanager"), _custodians(names, args)],
        "data": [_through(names, "s3"), _through(names, "dynamodb"), _logs(names), _volumes(names)],
    }
    administration = key_policy.administration(names.context.root_arn)
    return key_policy.document(administration, *grants[purpose], _kept(args.break_glass_role_arn))


def _nodes(names: ClusterNames, *actions: str) -> Statement:
    return _principals(names, "Nodes", (names.role_arn,), *actions)


def _principals(names: ClusterNames, sid: str, arns: Sequence[str], *actions: str) -> Statement:
    """Named principals, by condition: a key policy refuses to name a role that does not exist yet."""
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": {"AWS": names.context.root_arn},
        "Action": list(actions),
        "Resource": "*",
        "Condition": {"ArnEquals": {"aws:PrincipalArn": list(arns)}},
    }


def _operators(names: ClusterNames, arns: Sequence[str]) -> list[Statement]:
    return [_principals(names, "Operators", arns, "kms:Sign", "kms:GetPublicKey")] if arns else []


def _drill(names: ClusterNames, arns: Sequence[str]) -> list[Statement]:
    """A throw-away cluster unseals a snapshot with the very key of the cluster that it is of."""
    return [_principals(names, "Drill", arns, "kms:Encrypt", "kms:Decrypt", "kms:DescribeKey")] if arns else []


def _through(names: ClusterNames, service: str) -> Statement:
    context = names.context
    return key_policy.use_through(context.root_arn, context.account, context.region, service)


def _custodians(names: ClusterNames, args: VaultClusterArgs) -> Statement:
    return _principals(names, "Custodians", args.custodians, "kms:Decrypt", "kms:DescribeKey")


def _logs(names: ClusterNames) -> Statement:
    context = names.context
    return key_policy.use_by_logs(context.arn("logs", f"log-group:{names.log_group('')}*"), context.region)


def _volumes(names: ClusterNames) -> Statement:
    """The scaling group's own role attaches encrypted volumes to new machines."""
    context = names.context
    service = f"arn:{context.partition}:iam::{context.account}:role/aws-service-role/autoscaling.amazonaws.com/*"
    return {
        "Sid": "Volumes",
        "Effect": "Allow",
        "Principal": {"AWS": context.root_arn},
        "Action": [*key_policy.USE, "kms:GenerateDataKeyWithoutPlaintext", "kms:CreateGrant"],
        "Resource": "*",
        "Condition": {"ArnLike": {"aws:PrincipalArn": service}},
    }


def _kept(break_glass: str) -> Statement:
    return {
        "Sid": "NobodyTakesItAway",
        "Effect": "Deny",
        "Principal": "*",
        "Action": list(_FINAL),
        "Resource": "*",
        "Condition": {"ArnNotEquals": {"aws:PrincipalArn": break_glass}},
    }


def custody_document(custodian: str) -> str:
    """Policy of one custody entry: one person reads it; the nodes that write it do not, nor does an administrator."""
    statement = {
        "Sid": "OneCustodian",
        "Effect": "Deny",
        "Principal": "*",
        "Action": ["secretsmanager:GetSecretValue", "secretsmanager:BatchGetSecretValue"],
        "Resource": "*",
        "Condition": {"ArnNotEquals": {"aws:PrincipalArn": custodian}},
    }
    return _document(statement)


def role_document(names: ClusterNames, args: VaultClusterArgs, key_arns: dict[str, str]) -> str:
    """What a node may do, and no more. `key_arns`: ARN of each purpose's key."""
    context = names.context
    table = context.arn("dynamodb", f"table/{names.cluster}")
    group = context.arn("autoscaling", f"autoScalingGroup:*:autoScalingGroupName/{names.cluster}")
    logs = context.arn("logs", f"log-group:{names.log_group('audit')}:*")
    snapshots = f"arn:{context.partition}:s3:::{names.bucket('snapshots')}/snapshots/*"
    program = f"arn:{context.partition}:s3:::{names.bucket('program')}/node-program/*"
    statements = [
        _allow("Seal", [key_arns["seal"]], "kms:Encrypt", "kms:Decrypt", "kms:DescribeKey"),
        _allow("Authority", [key_arns["authority"]], "kms:Sign", "kms:GetPublicKey"),
        _allow("SignInKeys", [key_arns["deployer"], key_arns["operator"]], "kms:GetPublicKey"),
        _allow("Election", [table], "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"),
        _allow("Program", [program], "s3:GetObject"),
        _allow("Snapshots", [snapshots], "s3:PutObject", "s3:PutObjectRetention"),
        _through_only("Data", names, key_arns["data"], ("s3", "dynamodb")),
        _allow("Group", [group], "autoscaling:CompleteLifecycleAction", "autoscaling:SetInstanceHealth"),
        _allow("Peers", ["*"], "ec2:DescribeInstances"),
        _metrics(),
        _allow("AuditLog", [logs], "logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"),
        _session_manager(),
        _never_read(),
    ]
    if args.custody_open:
        statements += _custody(names, key_arns["custody"], len(args.custodians))
    return _document(*statements)


def _custody(names: ClusterNames, key_arn: str, shares: int) -> list[Statement]:
    # Secrets Manager appends six random characters to an entry's ARN.
    entries = [
        names.context.arn("secretsmanager", f"secret:{names.custody(share)}-??????") for share in range(1, shares + 1)
    ]
    actions = ("PutSecretValue", "DescribeSecret", "UpdateSecretVersionStage")
    return [
        _allow("Custody", entries, *(f"secretsmanager:{action}" for action in actions)),
        _through_only("CustodyKey", names, key_arn, ("secretsmanager",)),
    ]


def _through_only(sid: str, names: ClusterNames, key_arn: str, services: Sequence[str]) -> Statement:
    """Use of a key by way of a service; the service decides what may be read, and the nodes may not read shares."""
    via = [f"{service}.{names.context.region}.amazonaws.com" for service in services]
    return {
        **_allow(sid, [key_arn], "kms:GenerateDataKey", "kms:Decrypt"),
        "Condition": {"StringEquals": {"kms:ViaService": via}},
    }


def _never_read() -> Statement:
    return {
        "Sid": "NoShareIsEverRead",
        "Effect": "Deny",
        "Action": ["secretsmanager:GetSecretValue", "secretsmanager:BatchGetSecretValue"],
        "Resource": "*",
    }


def _metrics() -> Statement:
    return {
        **_allow("Metrics", ["*"], "cloudwatch:PutMetricData"),
        "Condition": {"StringEquals": {"cloudwatch:namespace": "Strongroom/Vault"}},
    }


def _session_manager() -> Statement:
    channels = ("CreateControlChannel", "CreateDataChannel", "OpenControlChannel", "OpenDataChannel")
    return _allow(
        "SessionManager", ["*"], "ssm:UpdateInstanceInformation", *(f"ssmmessages:{channel}" for channel in channels)
    )


def trust_document() -> str:
    """EC2 gives the role to the nodes."""
    return _document(
        {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"},
    )


def encrypted_transport_only(bucket_arn: str) -> Statement:
    """No request to the bucket without TLS."""
    return {
        "Sid": "EncryptedTransportOnly",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [bucket_arn, f"{bucket_arn}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def access_log_document(bucket_arn: str, account: str) -> str:
    """The balancer's service writes its access logs here."""
    delivery = {
        "Sid": "AccessLogs",
        "Effect": "Allow",
        "Principal": {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": f"{bucket_arn}/*",
        "Condition": {"StringEquals": {"aws:SourceAccount": account}},
    }
    return _document(encrypted_transport_only(bucket_arn), delivery)


def bucket_document(bucket_arn: str) -> str:
    """Policy of the other buckets."""
    return _document(encrypted_transport_only(bucket_arn))


def _allow(sid: str, resources: Sequence[str], *actions: str) -> Statement:
    return {"Sid": sid, "Effect": "Allow", "Action": list(actions), "Resource": list(resources)}


def _document(*statements: Statement) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)}, sort_keys=True)
