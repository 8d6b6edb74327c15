"""Databases, caches, backups, trails, certificates and names: checked and recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from local.providers.aws.recorded import digits, recorded, uuid_of
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


def _certificate(call: Call[Aws]) -> Properties:
    names = [call.inputs.get("domainName", ""), *call.inputs.get("subjectAlternativeNames", ())]
    options = [
        {
            "domainName": name,
            "resourceRecordName": f"_{digits(name)}.{str(name).removeprefix('*.')}.",
            "resourceRecordType": "CNAME",
            "resourceRecordValue": f"_{digits(name, 'value')}.acm-validations.aws.",
        }
        for name in dict.fromkeys(names)
    ]
    issued = call.inputs.get("validationMethod") is None
    return {
        "domainValidationOptions": [] if issued else options,
        "status": "ISSUED" if issued else "PENDING_VALIDATION",
        "type": "IMPORTED" if issued else "AMAZON_ISSUED",
        "validationEmails": [],
    }


def _zone(call: Call[Aws]) -> Properties:
    servers = [
        f"ns-{number}.awsdns-{number % 64:02}.{tld}" for number, tld in ((36, "com"), (588, "net"), (1110, "org"))
    ]
    return {"zoneId": call.id, "nameServers": servers, "primaryNameServer": servers[0]}


DATA: Final = table(
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
        "backup/vault:Vault",
        id="{name}",
        arn="backup:backup-vault:{id}",
        naming=Autoname(limit=50),
        replace_on=("kmsKeyArn",),
        computed=("kmsKeyArn",),
        defaults={"forceDestroy": False},
    ),
    recorded(
        "backup/plan:Plan",
        id="plan-",
        arn="backup:backup-plan:{id}",
        naming=Autoname(),
        unstable=("version",),
        unordered=("rules",),
    ),
    recorded(
        "backup/selection:Selection",
        id="selection-",
        naming=Autoname(limit=50),
        replace_on=("*",),
        computed=("conditions", "notResources"),
    ),
    recorded(
        "cloudtrail/trail:Trail",
        id="arn",
        arn="cloudtrail:trail/{name}",
        naming=Autoname(limit=128),
        outputs=lambda call: {"homeRegion": call.connection.region_of(call.inputs), "snsTopicArn": ""},
        defaults={
            "enableLogFileValidation": False,
            "enableLogging": True,
            "includeGlobalServiceEvents": True,
            "isMultiRegionTrail": False,
            "isOrganizationTrail": False,
        },
    ),
    recorded(
        "acm/certificate:Certificate",
        id="arn",
        arn="acm:certificate/{uuid}",
        words=lambda call: {"uuid": uuid_of(call.nonce or call.id)},
        outputs=_certificate,
        replace_on=(
            "certificateAuthorityArn",
            "domainName",
            "keyAlgorithm",
            "subjectAlternativeNames",
            "validationMethod",
        ),
        computed=("domainName", "keyAlgorithm", "options", "subjectAlternativeNames", "validationMethod"),
        unordered=("subjectAlternativeNames",),
        write_only=("privateKeyWo",),
    ),
    recorded(
        "acm/certificateValidation:CertificateValidation",
        id="{certificateArn}",
        replace_on=("*",),
    ),
    recorded(
        "route53/zone:Zone",
        id="{zone}",
        arn="route53:hostedzone/{id}",
        words=lambda call: {"zone": "Z" + digits(call.nonce or call.id).upper()[:13]},
        outputs=_zone,
        replace_on=("delegationSetId", "name"),
        defaults={"comment": _MANAGED, "forceDestroy": False},
    ),
    recorded(
        "route53/record:Record",
        id="{zoneId}_{name}_{type}",
        outputs=lambda call: {"fqdn": call.inputs.get("name", "")},
        replace_on=("name", "setIdentifier", "type", "zoneId"),
        unordered=("records",),
        computed=("allowOverwrite",),
    ),
)
