"""Databases and caches: checked and recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from local.providers.aws.recorded import digits, recorded
from local.providers.naming import Autoname
from local.providers.resource import table

if TYPE_CHECKING:
    from local.providers.aws.connection import Aws
    from local.providers.resource import Call
    from local.providers.values import Properties

_PORTS: Final = {"postgres": 5432, "mysql": 3306, "mariadb": 3306, "sqlserver": 1433, "oracle": 1521}
_CACHE_PORT: Final = 6379
_MANAGED: Final = "Managed by Pulumi"


def _instance(call: Call[Aws]) -> Properties:
    inputs, region = call.inputs, call.connection.region_of(call.inputs)
    engine = str(inputs.get("engine", "")).partition("-")[0]
    port = inputs.get("port") or _PORTS.get(engine, _PORTS["mysql"])
    address = (
        f"{inputs.get('identifier', call.id)}.{digits(call.connection.account, 'rds')[:12]}.{region}.rds.amazonaws.com"
    )
    secret = {
        "kmsKeyId": inputs.get("masterUserSecretKmsKeyId", ""),
        "secretArn": call.connection.arn("secretsmanager", f"secret:rds!{call.id}-{digits(call.id)[:6]}", region),
        "secretStatus": "active",
    }
    return {
        "address": address,
        "endpoint": f"{address}:{port}",
        "port": port,
        "engineVersionActual": inputs.get("engineVersion", ""),
        "hostedZoneId": "Z2R2ITUGPM61AM",
        "masterUserSecrets": [secret] if inputs.get("manageMasterUserPassword") else [],
        "resourceId": call.id,
        "listenerEndpoints": [],
        "status": "available",
    }


def _cache(call: Call[Aws]) -> Properties:
    clustered = (call.inputs.get("numNodeGroups") or 1) > 1
    short = call.connection.region_of(call.inputs).replace("us-east-", "use").replace("-", "")
    tail = f"{call.id}.{digits(call.connection.account, 'cache')[:6]}.{short}.cache.amazonaws.com"
    return {
        "clusterEnabled": clustered,
        "configurationEndpointAddress": f"clustercfg.{tail}" if clustered else "",
        "primaryEndpointAddress": "" if clustered else f"master.{tail}",
        "readerEndpointAddress": "" if clustered else f"replica.{tail}",
        "memberClusters": [f"{call.id}-{index + 1:03}" for index in range(call.inputs.get("numCacheClusters") or 1)],
        "engineVersionActual": call.inputs.get("engineVersion", ""),
        "port": _CACHE_PORT,
    }


DATABASES: Final = table(
    recorded(
        "rds/instance:Instance",
        id="db-",
        arn="rds:db:{identifier}",
        outputs=_instance,
        naming=Autoname(property="identifier", limit=63, lower=True),
        replace_on=(
            *("availabilityZone", "backupTarget", "characterSetName", "customIamInstanceProfile", "dbName", "engine"),
            *("kmsKeyId", "ncharCharacterSetName", "snapshotIdentifier", "storageEncrypted", "timezone", "username"),
        ),
        computed=(
            *("allocatedStorage", "availabilityZone", "backupRetentionPeriod", "backupTarget", "backupWindow"),
            *("caCertIdentifier", "dbName", "dbSubnetGroupName", "engine", "engineVersion", "kmsKeyId", "username"),
            *("licenseModel", "maintenanceWindow", "masterUserSecretKmsKeyId", "monitoringRoleArn", "multiAz", "port"),
            *("networkType", "optionGroupName", "parameterGroupName", "performanceInsightsKmsKeyId", "storageType"),
            *("performanceInsightsRetentionPeriod", "iops", "storageThroughput", "vpcSecurityGroupIds"),
            *("databaseInsightsMode", "engineLifecycleSupport", "replicaMode", "timezone", "characterSetName"),
        ),
        unordered=("enabledCloudwatchLogsExports", "vpcSecurityGroupIds"),
        write_only=("passwordWo",),
        defaults={
            "allowMajorVersionUpgrade": False,
            "applyImmediately": False,
            "autoMinorVersionUpgrade": True,
            "copyTagsToSnapshot": False,
            "deleteAutomatedBackups": True,
            "deletionProtection": False,
            "iamDatabaseAuthenticationEnabled": False,
            "monitoringInterval": 0,
            "performanceInsightsEnabled": False,
            "publiclyAccessible": False,
            "skipFinalSnapshot": False,
            "storageEncrypted": False,
        },
    ),
    recorded(
        "rds/subnetGroup:SubnetGroup",
        id="{name}",
        arn="rds:subgrp:{id}",
        naming=Autoname(lower=True),
        unordered=("subnetIds",),
        defaults={"description": _MANAGED},
        outputs=lambda call: {"supportedNetworkTypes": ["IPV4"], "vpcId": "vpc-" + digits(call.id, "vpc")},
    ),
    recorded(
        "rds/parameterGroup:ParameterGroup",
        id="{name}",
        arn="rds:pg:{id}",
        naming=Autoname(lower=True),
        replace_on=("description", "family"),
        unordered=("parameters",),
        defaults={"description": _MANAGED, "skipDestroy": False},
    ),
    recorded(
        "elasticache/replicationGroup:ReplicationGroup",
        id="{replicationGroupId}",
        arn="elasticache:replicationgroup:{id}",
        outputs=_cache,
        naming=Autoname(property="replicationGroupId", limit=40, lower=True),
        replace_on=(
            *("atRestEncryptionEnabled", "dataTieringEnabled", "globalReplicationGroupId", "kmsKeyId", "networkType"),
            *("port", "preferredCacheClusterAzs", "snapshotArns", "snapshotName", "subnetGroupName"),
        ),
        computed=(
            *("applyImmediately", "atRestEncryptionEnabled", "autoMinorVersionUpgrade", "clusterMode", "engineVersion"),
            *("globalReplicationGroupId", "ipDiscovery", "maintenanceWindow", "networkType", "nodeType"),
            *("nodeGroupConfigurations", "numCacheClusters", "numNodeGroups", "parameterGroupName", "port"),
            *("replicasPerNodeGroup", "securityGroupIds", "securityGroupNames", "snapshotWindow", "subnetGroupName"),
            *("transitEncryptionEnabled", "transitEncryptionMode", "dataTieringEnabled", "durability"),
        ),
        unordered=("securityGroupIds", "userGroupIds"),
        write_only=("authTokenWo",),
        defaults={"automaticFailoverEnabled": False, "engine": "redis", "multiAzEnabled": False},
    ),
    recorded(
        "elasticache/subnetGroup:SubnetGroup",
        id="{name}",
        arn="elasticache:subnetgroup:{id}",
        naming=Autoname(lower=True),
        unordered=("subnetIds",),
        defaults={"description": _MANAGED},
        outputs=lambda call: {"vpcId": "vpc-" + digits(call.id, "vpc")},
    ),
    recorded(
        "elasticache/user:User",
        id="{userId}",
        arn="elasticache:user:{id}",
        replace_on=("userId", "userName"),
        computed=("authenticationMode",),
        write_only=("passwordsWo",),
        defaults={"noPasswordRequired": False},
    ),
    recorded(
        "elasticache/userGroup:UserGroup",
        id="{userGroupId}",
        arn="elasticache:usergroup:{id}",
        replace_on=("userGroupId",),
        unordered=("userIds",),
    ),
    recorded(
        "rds/eventSubscription:EventSubscription",
        id="{name}",
        arn="rds:es:{id}",
        naming=Autoname(limit=255),
        outputs=lambda call: {"customerAwsId": call.connection.account},
        replace_on=("name", "namePrefix"),
        unordered=("eventCategories", "sourceIds"),
        defaults={"enabled": True},
    ),
    recorded(
        "rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication",
        id="arn",
        arn="rds:auto-backup:ab-{digits}",
        replace_on=("kmsKeyId", "preSignedUrl", "retentionPeriod", "sourceDbInstanceArn"),
        computed=("kmsKeyId",),
        defaults={"retentionPeriod": 7},
    ),
)
