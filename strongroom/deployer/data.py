"""Databases and caches.

Amazon RDS keeps the superuser's password in an entry of Secrets Manager that it makes in the name of whoever makes the
database: Amazon RDS user guide, "Permissions required for Secrets Manager integration".
"""

from __future__ import annotations

from strongroom.deployer.model import Bound, Needs, Service, reference

_RDS = "arn:{partition}:rds:{region}:{account}:"
_KEPT = "arn:{partition}:secretsmanager:{region}:{account}:secret:rds!db-*"
_LOGS = "arn:{partition}:logs:{region}:{account}:log-group:/aws/rds/instance/{prefix}-*"
_SERVICE_ROLE = "iam:CreateServiceLinkedRole"
_RDS_TAG, _RDS_UNTAG, _RDS_TAGS = "rds:AddTagsToResource", "rds:RemoveTagsFromResource", "rds:ListTagsForResource"
_PASSWORD = (
    "secretsmanager:CreateSecret",
    "secretsmanager:DeleteSecret",
    "secretsmanager:DescribeSecret",
    "secretsmanager:RotateSecret",
    "secretsmanager:TagResource",
    "secretsmanager:UpdateSecret",
)
_LOG_ACTIONS = (
    "logs:AssociateKmsKey",
    "logs:CreateLogGroup",
    "logs:DeleteLogGroup",
    "logs:DeleteRetentionPolicy",
    "logs:DisassociateKmsKey",
    "logs:ListTagsForResource",
    "logs:PutRetentionPolicy",
    "logs:TagResource",
    "logs:UntagResource",
)
_DATABASE_ACTIONS = (
    _RDS_TAG,
    "rds:CreateDBInstance",
    "rds:CreateDBParameterGroup",
    "rds:CreateDBSnapshot",
    "rds:CreateDBSubnetGroup",
    "rds:CreateEventSubscription",
    "rds:DeleteDBInstance",
    "rds:DeleteDBInstanceAutomatedBackup",
    "rds:DeleteDBParameterGroup",
    "rds:DeleteDBSubnetGroup",
    "rds:DeleteEventSubscription",
    _RDS_TAGS,
    "rds:ModifyDBInstance",
    "rds:ModifyDBParameterGroup",
    "rds:ModifyDBSubnetGroup",
    "rds:ModifyEventSubscription",
    "rds:RebootDBInstance",
    _RDS_UNTAG,
    "rds:ResetDBParameterGroup",
    "rds:StartDBInstanceAutomatedBackupsReplication",
    "rds:StopDBInstanceAutomatedBackupsReplication",
)
_DATABASES_SEEN = (
    "rds:DescribeDBInstanceAutomatedBackups",
    "rds:DescribeDBInstances",
    "rds:DescribeDBParameterGroups",
    "rds:DescribeDBParameters",
    "rds:DescribeDBSubnetGroups",
    "rds:DescribeEventSubscriptions",
)

DATABASES = Service(
    source=reference("amazonrds"),
    types={
        "aws:rds/instance:Instance": Needs(
            create=("rds:CreateDBInstance", _RDS_TAG, *_PASSWORD, *_LOG_ACTIONS, "iam:PassRole", _SERVICE_ROLE),
            read=("rds:DescribeDBInstances", _RDS_TAGS),
            update=("rds:ModifyDBInstance", "rds:RebootDBInstance", _RDS_UNTAG),
            delete=("rds:CreateDBSnapshot", "rds:DeleteDBInstance", "rds:DeleteDBInstanceAutomatedBackup"),
        ),
        "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": Needs(
            create=("rds:StartDBInstanceAutomatedBackupsReplication",),
            read=("rds:DescribeDBInstanceAutomatedBackups",),
            delete=("rds:StopDBInstanceAutomatedBackupsReplication",),
        ),
        "aws:rds/parameterGroup:ParameterGroup": Needs(
            create=("rds:CreateDBParameterGroup", "rds:ModifyDBParameterGroup", _RDS_TAG),
            read=("rds:DescribeDBParameterGroups", "rds:DescribeDBParameters", _RDS_TAGS),
            update=("rds:ResetDBParameterGroup", _RDS_UNTAG),
            delete=("rds:DeleteDBParameterGroup",),
        ),
        "aws:rds/subnetGroup:SubnetGroup": Needs(
            create=("rds:CreateDBSubnetGroup", _RDS_TAG),
            read=("rds:DescribeDBSubnetGroups", _RDS_TAGS),
            update=("rds:ModifyDBSubnetGroup", _RDS_UNTAG),
            delete=("rds:DeleteDBSubnetGroup",),
        ),
        "aws:rds/eventSubscription:EventSubscription": Needs(
            create=("rds:CreateEventSubscription", _RDS_TAG),
            read=("rds:DescribeEventSubscriptions", _RDS_TAGS),
            update=("rds:ModifyEventSubscription", _RDS_UNTAG),
            delete=("rds:DeleteEventSubscription",),
        ),
    },
    bounds=(
        Bound(
            sid="Databases",
            actions=_DATABASE_ACTIONS,
            resources=(
                *(f"{_RDS}{kind}:{{prefix}}-*" for kind in ("db", "es", "pg", "snapshot", "subgrp")),
                f"{_RDS}og:default:*",
                f"{_RDS}auto-backup:*",
            ),
        ),
        Bound(
            sid="DatabasesSeen",
            actions=_DATABASES_SEEN,
            resources=("*",),
            wide="the provider describes databases by the identifier that AWS gave them, asked of all",
        ),
        Bound(sid="SuperusersKeptByRds", actions=_PASSWORD, resources=(_KEPT,)),
        Bound(sid="DatabaseLogs", actions=_LOG_ACTIONS, resources=(_LOGS,)),
    ),
)

_CACHE = "arn:{partition}:elasticache:{region}:{account}:"
_TAG, _UNTAG, _TAGS = (
    "elasticache:AddTagsToResource",
    "elasticache:RemoveTagsFromResource",
    "elasticache:ListTagsForResource",
)
# What ElastiCache asks of whoever has it deliver logs: Amazon ElastiCache user guide, "Logging destinations".
_DELIVERY = (
    "logs:CreateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:GetLogDelivery",
    "logs:ListLogDeliveries",
    "logs:UpdateLogDelivery",
)
_CACHE_ACTIONS = (
    _TAG,
    "elasticache:CreateCacheSubnetGroup",
    "elasticache:CreateReplicationGroup",
    "elasticache:CreateSnapshot",
    "elasticache:CreateUser",
    "elasticache:CreateUserGroup",
    "elasticache:DecreaseReplicaCount",
    "elasticache:DeleteCacheSubnetGroup",
    "elasticache:DeleteReplicationGroup",
    "elasticache:DeleteUser",
    "elasticache:DeleteUserGroup",
    "elasticache:DescribeCacheClusters",
    "elasticache:DescribeCacheSubnetGroups",
    "elasticache:DescribeReplicationGroups",
    "elasticache:DescribeUserGroups",
    "elasticache:DescribeUsers",
    "elasticache:IncreaseReplicaCount",
    _TAGS,
    "elasticache:ModifyCacheSubnetGroup",
    "elasticache:ModifyReplicationGroup",
    "elasticache:ModifyUser",
    "elasticache:ModifyUserGroup",
    _UNTAG,
)

CACHES = Service(
    source=reference("amazonelasticache"),
    types={
        "aws:elasticache/replicationGroup:ReplicationGroup": Needs(
            create=("elasticache:CreateReplicationGroup", _TAG, *_DELIVERY, _SERVICE_ROLE),
            read=("elasticache:DescribeCacheClusters", "elasticache:DescribeReplicationGroups", _TAGS),
            update=(
                "elasticache:DecreaseReplicaCount",
                "elasticache:IncreaseReplicaCount",
                "elasticache:ModifyReplicationGroup",
                _UNTAG,
            ),
            delete=("elasticache:CreateSnapshot", "elasticache:DeleteReplicationGroup"),
        ),
        "aws:elasticache/subnetGroup:SubnetGroup": Needs(
            create=("elasticache:CreateCacheSubnetGroup", _TAG),
            read=("elasticache:DescribeCacheSubnetGroups", _TAGS),
            update=("elasticache:ModifyCacheSubnetGroup", _UNTAG),
            delete=("elasticache:DeleteCacheSubnetGroup",),
        ),
        "aws:elasticache/user:User": Needs(
            create=("elasticache:CreateUser", _TAG),
            read=("elasticache:DescribeUsers", _TAGS),
            update=("elasticache:ModifyUser", _UNTAG),
            delete=("elasticache:DeleteUser",),
        ),
        "aws:elasticache/userGroup:UserGroup": Needs(
            create=("elasticache:CreateUserGroup", _TAG),
            read=("elasticache:DescribeUserGroups", _TAGS),
            update=("elasticache:ModifyUserGroup", _UNTAG),
            delete=("elasticache:DeleteUserGroup",),
        ),
    },
    bounds=(
        Bound(
            sid="Caches",
            actions=_CACHE_ACTIONS,
            resources=(
                *(f"{_CACHE}{kind}:{{prefix}}-*" for kind in ("cluster", "replicationgroup", "snapshot")),
                *(f"{_CACHE}{kind}:{{prefix}}-*" for kind in ("subnetgroup", "user", "usergroup")),
                f"{_CACHE}parametergroup:default.*",
            ),
        ),
        Bound(
            sid="SlowLogs",
            actions=_DELIVERY,
            resources=("*",),
            wide="deliveries of logs know no resources",
        ),
    ),
)
