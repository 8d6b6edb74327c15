"""Who may do what: key policies, the nodes' role and the custody entries' policies, as pure functions."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from components import key_policy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from components.vault.cluster.arguments import VaultClusterArgs
    from components.vault.cluster.names import ClusterNames

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
        "data": [
            *(_through(names, "s3"), _through(names, "dynamodb"), _logs(names), _volumes(names)),
            *_told_by_snapshots(names, args),
        ],
    }
    administration = key_policy.administration(names.context.root_arn)
    return key_policy.document(administration, *grants[purpose], *_replication(names, args, purpose), *kept(args))


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


def kept(args: VaultClusterArgs) -> list[Statement]:
    """Only break-glass takes a key away; and only it and the deployers write the policy that says so."""
    rewriting = (args.break_glass_role_arn, *args.deployer_role_arns)
    return [
        _nobody_but((args.break_glass_role_arn,), "NobodyTakesItAway", *_FINAL),
        _nobody_but(rewriting, "NobodyRewritesThis", "kms:PutKeyPolicy"),
    ]


def _nobody_but(arns: Sequence[str], sid: str, *actions: str) -> Statement:
    return {
        "Sid": sid,
        "Effect": "Deny",
        "Principal": "*",
        "Action": list(actions),
        "Resource": "*",
        "Condition": {"ArnNotEquals": {"aws:PrincipalArn": list(arns)}},
    }


def _replication(names: ClusterNames, args: VaultClusterArgs, purpose: str) -> list[Statement]:
    """The account's administrators make a replica, in the one second region."""
    if not (args.second_region and args.replicates(purpose)):
        return []
    return [
        {
            "Sid": "Replication",
            "Effect": "Allow",
            "Principal": {"AWS": names.context.root_arn},
            "Action": ["kms:ReplicateKey"],
            "Resource": "*",
            "Condition": {"StringEquals": {"kms:ReplicaRegion": args.second_region.name}},
        }
    ]


def _told_by_snapshots(names: ClusterNames, args: VaultClusterArgs) -> list[Statement]:
    """S3 tells an encrypted topic of snapshots whose copy failed."""
    copied = args.second_region and args.second_region.snapshots
    return [key_policy.use_for_topic(names.topic_arn("replication"), "s3.amazonaws.com")] if copied else []


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
    return document(statement)


def role_document(names: ClusterNames, args: VaultClusterArgs, key_arns: dict[str, str]) -> str:
    """What a node may do, and no more. `key_arns`: ARN of each purpose's key, and of `custody-replica`."""
    context = names.context
    table = context.arn("dynamodb", f"table/{names.cluster}")
    group = context.arn("autoscaling", f"autoScalingGroup:*:autoScalingGroupName/{names.cluster}")
    logs = context.arn("logs", f"log-group:{names.log_group('audit')}:*")
    snapshots = f"arn:{context.partition}:s3:::{names.bucket('snapshots')}/snapshots/*"
    program = f"arn:{context.partition}:s3:::{names.bucket('program')}/node-program/*"
    statements = [
        allow("Seal", [key_arns["seal"]], "kms:Encrypt", "kms:Decrypt", "kms:DescribeKey"),
        allow("Authority", [key_arns["authority"]], "kms:Sign", "kms:GetPublicKey"),
        allow("SignInKeys", [key_arns["deployer"], key_arns["operator"]], "kms:GetPublicKey"),
        allow("Election", [table], "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"),
        allow("Program", [program], "s3:GetObject"),
        allow("Snapshots", [snapshots], "s3:PutObject", "s3:PutObjectRetention"),
        _through_only("Data", names, key_arns["data"], ("s3", "dynamodb")),
        allow("Group", [group], "autoscaling:CompleteLifecycleAction", "autoscaling:SetInstanceHealth"),
        allow("Peers", ["*"], "ec2:DescribeInstances"),
        _metrics(),
        allow("AuditLog", [logs], "logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"),
        _session_manager(),
        _never_read(),
    ]
    if args.custody_open:
        statements += _custody(names, args, key_arns)
    return document(*statements)


def _custody(names: ClusterNames, args: VaultClusterArgs, key_arns: dict[str, str]) -> list[Statement]:
    # Secrets Manager appends six random characters to an entry's ARN.
    entries = [
        names.context.arn("secretsmanager", f"secret:{names.custody(share)}-??????")
        for share in range(1, len(args.custodians) + 1)
    ]
    actions = ("PutSecretValue", "DescribeSecret", "UpdateSecretVersionStage")
    return [
        allow("Custody", entries, *(f"secretsmanager:{action}" for action in actions)),
        _through_only("CustodyKey", names, key_arns["custody"], ("secretsmanager",)),
        *_custody_elsewhere(args, key_arns),
    ]


def _custody_elsewhere(args: VaultClusterArgs, key_arns: dict[str, str]) -> list[Statement]:
    """What is written here is written to the replica, too, with the replica's key."""
    if not (args.second_region and "custody-replica" in key_arns):
        return []
    via = {"StringEquals": {"kms:ViaService": f"secretsmanager.{args.second_region.name}.amazonaws.com"}}
    return [
        {
            **allow("CustodyReplica", [key_arns["custody-replica"]], "kms:GenerateDataKey", "kms:Decrypt"),
            "Condition": via,
        }
    ]


def _through_only(sid: str, names: ClusterNames, key_arn: str, services: Sequence[str]) -> Statement:
    """Use of a key by way of a service; the service decides what may be read, and the nodes may not read shares."""
    via = [f"{service}.{names.context.region}.amazonaws.com" for service in services]
    return {
        **allow(sid, [key_arn], "kms:GenerateDataKey", "kms:Decrypt"),
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
        **allow("Metrics", ["*"], "cloudwatch:PutMetricData"),
        "Condition": {"StringEquals": {"cloudwatch:namespace": "Strongroom/Vault"}},
    }


def _session_manager() -> Statement:
    channels = ("CreateControlChannel", "CreateDataChannel", "OpenControlChannel", "OpenDataChannel")
    return allow(
        "SessionManager", ["*"], "ssm:UpdateInstanceInformation", *(f"ssmmessages:{channel}" for channel in channels)
    )


def trust_document() -> str:
    """EC2 gives the role to the nodes."""
    return document(
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
    return document(encrypted_transport_only(bucket_arn), delivery)


def bucket_document(bucket_arn: str) -> str:
    """Policy of the other buckets."""
    return document(encrypted_transport_only(bucket_arn))


def allow(sid: str, resources: Sequence[str], *actions: str) -> Statement:
    """Actions on resources."""
    return {"Sid": sid, "Effect": "Allow", "Action": list(actions), "Resource": list(resources)}


def document(*statements: Statement) -> str:
    """A policy document as JSON, the same text for the same statements."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)}, sort_keys=True)
