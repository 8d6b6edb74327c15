"""Examples of the rules on instances, networks, balancers, databases, caches and buckets."""

from __future__ import annotations

import json

from tests.policy.engine_side import Sent
from tests.policy.examples.example import Examples, Stack, one

INSTANCE = "aws:ec2/instance:Instance"
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
GROUP = "aws:ec2/securityGroup:SecurityGroup"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
SCALING = "aws:autoscaling/group:Group"
VOLUME = "aws:ebs/volume:Volume"
LISTENER = "aws:lb/listener:Listener"
BALANCER = "aws:lb/loadBalancer:LoadBalancer"
TARGETS = "aws:lb/targetGroup:TargetGroup"
DATABASE = "aws:rds/instance:Instance"
CLUSTER = "aws:rds/cluster:Cluster"
PARAMETERS = "aws:rds/parameterGroup:ParameterGroup"
CACHE = "aws:elasticache/replicationGroup:ReplicationGroup"
CACHE_USER = "aws:elasticache/user:User"
BUCKET = "aws:s3/bucket:Bucket"
BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
VERSIONING = "aws:s3/bucketVersioning:BucketVersioning"
POLICY = "aws:s3/bucketPolicy:BucketPolicy"
SWITCHES = dict.fromkeys(("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"), True)
REDIRECT = {"type": "redirect", "redirect": {"protocol": "HTTPS", "statusCode": "HTTP_301"}}


def encrypted(device: str, **ebs: object) -> dict[str, object]:
    return {"deviceName": device, "ebs": ebs}


def policy(effect: str, condition: object = None, **more: object) -> str:
    statement = {"Effect": effect, "Principal": "*", "Action": "s3:*", "Resource": "*", **more}
    return json.dumps({"Statement": [{**statement, "Condition": condition} if condition else statement]})


TLS_ONLY = policy("Deny", {"Bool": {"aws:SecureTransport": "false"}})


def bucket(kind: str, /, called: str = "strongroom-production-logs", **inputs: object) -> Stack:
    """A bucket and one of its configurations."""
    return (
        Sent(type=BUCKET, name="bucket", inputs={"bucket": called}),
        Sent(type=kind, name="part", inputs=inputs, depends={"bucket": ["bucket"]}),
    )


def blocked(**switches: bool) -> Stack:
    """A bucket and its public-access block."""
    return (
        Sent(type=BUCKET, name="bucket", inputs={"bucket": "strongroom-production-logs"}),
        Sent(type=BLOCK, name="block", inputs=switches, depends={"bucket": ["bucket"]}),
    )


def by_default(algorithm: str) -> list[object]:
    return [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": algorithm}}]


EXAMPLES = {
    "ec2-metadata": Examples(
        at="metadataOptions.httpTokens",
        failing=[one(INSTANCE, metadataOptions={"httpTokens": "optional"}), one(TEMPLATE)],
        passing=[one(TEMPLATE, metadataOptions={"httpTokens": "required"})],
        near=[one(INSTANCE, metadataOptions={"httpEndpoint": "disabled"})],
    ),
    "ec2-hop-limit": Examples(
        at="metadataOptions.httpPutResponseHopLimit",
        failing=[one(INSTANCE, metadataOptions={"httpPutResponseHopLimit": 2})],
        passing=[one(INSTANCE, metadataOptions={"httpPutResponseHopLimit": 1})],
        near=[one(INSTANCE)],
    ),
    "ec2-public-address": Examples(
        at="associatePublicIpAddress",
        failing=[
            one(INSTANCE, associatePublicIpAddress=True),
            one(TEMPLATE, networkInterfaces=[{"associatePublicIpAddress": "true"}]),
        ],
        passing=[one(TEMPLATE, networkInterfaces=[{"associatePublicIpAddress": "false"}])],
        near=[one(INSTANCE)],
    ),
    "ebs-encryption": Examples(
        at="encrypted",
        failing=[
            one(VOLUME, encrypted=False),
            one(TEMPLATE, blockDeviceMappings=[encrypted("/dev/sdf", volumeSize=20)]),
            one(INSTANCE, rootBlockDevice={"encrypted": False}),
            one(INSTANCE, ebsBlockDevices=[{"deviceName": "/dev/sdf"}]),
        ],
        passing=[one(TEMPLATE, blockDeviceMappings=[encrypted("/dev/sdf", encrypted="true")])],
        near=[one(TEMPLATE, blockDeviceMappings=[{"deviceName": "/dev/sdf", "noDevice": "true"}])],
    ),
    "security-group-open": Examples(
        at="cidrIpv4",
        failing=[
            one(INGRESS, cidrIpv4="0.0.0.0/0", fromPort=8200, toPort=8200, ipProtocol="tcp"),
            one(INGRESS, cidrIpv6="::/0", ipProtocol="-1"),
            one(GROUP, ingress=[{"cidrBlocks": ["10.0.0.0/8", "0.0.0.0/0"], "fromPort": 22, "toPort": 22}]),
            one("aws:ec2/securityGroupRule:SecurityGroupRule", type="ingress", cidrBlocks=["0.0.0.0/0"]),
        ],
        passing=[one(INGRESS, cidrIpv4="10.0.0.0/16", fromPort=443, toPort=443)],
        near=[
            one(GROUP, egress=[{"cidrBlocks": ["0.0.0.0/0"]}]),
            one("aws:ec2/securityGroupRule:SecurityGroupRule", type="egress", cidrBlocks=["0.0.0.0/0"]),
        ],
    ),
    "security-group-description": Examples(
        at="description",
        failing=[
            one(INGRESS, description=""),
            one(GROUP, description="Managed by Pulumi"),
            one(GROUP, description="Vault nodes", ingress=[{"fromPort": 443}]),
        ],
        passing=[one(INGRESS, description="Clients")],
        near=[one(GROUP, description="Vault nodes", ingress=[{"fromPort": 443, "description": "the balancer"}])],
    ),
    "launch-template-version": Examples(
        at="launchTemplate.version",
        failing=[
            one(SCALING, launchTemplate={"id": "lt-1", "version": "$Latest"}),
            one(SCALING, launchTemplate={"id": "lt-1"}),
        ],
        passing=[one(SCALING, launchTemplate={"id": "lt-1", "version": "7"})],
        near=[one(SCALING, launchConfiguration="lc")],
    ),
    "subnet-public-address": Examples(
        at="mapPublicIpOnLaunch",
        failing=[one("aws:ec2/subnet:Subnet", mapPublicIpOnLaunch=True)],
        passing=[one("aws:ec2/subnet:Subnet", mapPublicIpOnLaunch=False)],
        near=[one("aws:ec2/subnet:Subnet")],
    ),
    "vpc-flow-log": Examples(
        failing=[one("aws:ec2/vpc:Vpc", cidrBlock="10.0.0.0/16")],
        passing=[
            (
                Sent(type="aws:ec2/vpc:Vpc", name="vpc", inputs={"cidrBlock": "10.0.0.0/16"}),
                Sent(type="aws:ec2/flowLog:FlowLog", name="log", depends={"vpcId": ["vpc"]}),
            )
        ],
        near=[one("aws:ec2/subnet:Subnet", vpcId="vpc-1")],
    ),
    "default-security-group": Examples(
        at="ingress",
        failing=[one("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", ingress=[{"fromPort": 0, "self": True}])],
        passing=[one("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", ingress=[], egress=[])],
        near=[one(GROUP, description="x", ingress=[{"fromPort": 0, "description": "y"}])],
    ),
    "lb-https": Examples(
        at="protocol",
        failing=[one(LISTENER, protocol="HTTP", defaultActions=[{"type": "forward"}])],
        passing=[one(LISTENER, protocol="HTTPS", sslPolicy="ELBSecurityPolicy-TLS13-1-2-2021-06")],
        near=[one(LISTENER, protocol="HTTP", defaultActions=[REDIRECT])],
    ),
    "lb-tls-policy": Examples(
        at="sslPolicy",
        failing=[one(LISTENER, protocol="HTTPS", sslPolicy="ELBSecurityPolicy-2016-08"), one(LISTENER, protocol="TLS")],
        passing=[one(LISTENER, protocol="HTTPS", sslPolicy="ELBSecurityPolicy-TLS13-1-2-2021-06")],
        near=[
            one(LISTENER, protocol="HTTP", defaultActions=[REDIRECT]),
            one(LISTENER, protocol="HTTPS", sslPolicy="ELBSecurityPolicy-TLS13-1-3-2021-06"),
        ],
    ),
    "lb-headers": Examples(
        at="dropInvalidHeaderFields",
        failing=[one(BALANCER, dropInvalidHeaderFields=False), one(BALANCER)],
        passing=[one(BALANCER, dropInvalidHeaderFields=True)],
        near=[one(BALANCER, loadBalancerType="network")],
    ),
    "lb-desync": Examples(
        at="desyncMitigationMode",
        failing=[one(BALANCER, desyncMitigationMode="monitor")],
        passing=[one(BALANCER, desyncMitigationMode="strictest")],
        near=[one(BALANCER)],
    ),
    "lb-access-logs": Examples(
        at="accessLogs.enabled",
        failing=[one(BALANCER, accessLogs={"bucket": "b", "enabled": False}), one(BALANCER)],
        passing=[one(BALANCER, accessLogs={"bucket": "b", "enabled": True})],
        near=[one(BALANCER, accessLogs={"bucket": "b", "enabled": "true"})],
    ),
    "lb-deletion": Examples(
        at="enableDeletionProtection",
        failing=[one(BALANCER, enableDeletionProtection=False), one(BALANCER)],
        passing=[one(BALANCER, enableDeletionProtection=True)],
        near=[one(TARGETS, port=443)],
    ),
    "lb-target-protocol": Examples(
        at="protocol",
        failing=[one(TARGETS, port=8200, protocol="HTTP")],
        passing=[one(TARGETS, port=8200, protocol="HTTPS")],
        near=[one(TARGETS, port=80, protocol="HTTP")],
    ),
    "rds-encryption": Examples(
        at="storageEncrypted",
        failing=[one(DATABASE, storageEncrypted=False), one(CLUSTER)],
        passing=[one(DATABASE, storageEncrypted=True)],
        near=[one(DATABASE, replicateSourceDb="other")],
    ),
    "rds-public": Examples(
        at="publiclyAccessible",
        failing=[one(DATABASE, publiclyAccessible=True)],
        passing=[one(DATABASE, publiclyAccessible=False)],
        near=[one("aws:rds/clusterInstance:ClusterInstance")],
    ),
    "rds-iam": Examples(
        at="iamDatabaseAuthenticationEnabled",
        failing=[
            one(DATABASE, engine="postgres", iamDatabaseAuthenticationEnabled=False),
            one(CLUSTER, engine="aurora-mysql"),
        ],
        passing=[one(DATABASE, engine="postgres", iamDatabaseAuthenticationEnabled=True)],
        near=[one(DATABASE, engine="oracle-ee")],
    ),
    "rds-backup": Examples(
        at="backupRetentionPeriod",
        failing=[one(DATABASE, backupRetentionPeriod=1), one(DATABASE)],
        passing=[one(DATABASE, backupRetentionPeriod=7)],
        near=[one(DATABASE, replicateSourceDb="other")],
    ),
    "rds-deletion": Examples(
        at="deletionProtection",
        failing=[
            one(DATABASE, deletionProtection=False),
            one(DATABASE, deletionProtection=True, skipFinalSnapshot=True),
        ],
        passing=[one(DATABASE, deletionProtection=True)],
        near=[one(DATABASE, deletionProtection=True, skipFinalSnapshot=False, finalSnapshotIdentifier="x")],
    ),
    "rds-zones": Examples(
        at="multiAz",
        failing=[one(DATABASE, multiAz=False), one(DATABASE)],
        passing=[one(DATABASE, multiAz=True)],
        near=[one(DATABASE, replicateSourceDb="other")],
    ),
    "rds-logs": Examples(
        at="enabledCloudwatchLogsExports",
        failing=[one(DATABASE, engine="postgres", enabledCloudwatchLogsExports=[]), one(DATABASE, engine="postgres")],
        passing=[one(DATABASE, engine="postgres", enabledCloudwatchLogsExports=["postgresql"])],
        near=[one(DATABASE, replicateSourceDb="other")],
    ),
    "rds-tls": Examples(
        at="parameters",
        failing=[
            one(PARAMETERS, family="postgres16", parameters=[{"name": "rds.force_ssl", "value": "0"}]),
            one(PARAMETERS, family="mysql8.0"),
        ],
        passing=[one(PARAMETERS, family="postgres16", parameters=[{"name": "rds.force_ssl", "value": "1"}])],
        near=[
            one(PARAMETERS, family="oracle-ee-19"),
            one(PARAMETERS, family="mysql8.0", parameters=[{"name": "require_secure_transport", "value": "ON"}]),
        ],
    ),
    "rds-superuser": Examples(
        at="manageMasterUserPassword",
        failing=[one(DATABASE, manageMasterUserPassword=False), one(DATABASE, username="root"), one(CLUSTER)],
        passing=[one(DATABASE, manageMasterUserPassword=True)],
        near=[one(DATABASE, replicateSourceDb="other"), one(CLUSTER, replicationSourceIdentifier="other")],
    ),
    "elasticache-user": Examples(
        at="authenticationMode.type",
        failing=[
            one(CACHE_USER, accessString="on ~* +@all", authenticationMode={"type": "no-password-required"}),
            one(CACHE_USER, accessString="on ~* +@all", noPasswordRequired=True),
        ],
        passing=[
            one(CACHE_USER, accessString="on ~* +@all", authenticationMode={"type": "iam"}),
            one(CACHE_USER, accessString="on ~* +@all", authenticationMode={"type": "password"}),
        ],
        near=[one(CACHE_USER, accessString="off -@all", authenticationMode={"type": "no-password-required"})],
    ),
    "elasticache-at-rest": Examples(
        at="atRestEncryptionEnabled",
        failing=[one(CACHE, atRestEncryptionEnabled=False), one(CACHE)],
        passing=[one(CACHE, atRestEncryptionEnabled=True)],
        near=[one(CACHE, atRestEncryptionEnabled="true")],
    ),
    "elasticache-in-transit": Examples(
        at="transitEncryptionEnabled",
        failing=[
            one(CACHE, transitEncryptionEnabled=False),
            one(CACHE, transitEncryptionEnabled=True, transitEncryptionMode="preferred"),
        ],
        passing=[one(CACHE, transitEncryptionEnabled=True)],
        near=[one(CACHE, transitEncryptionEnabled=True, transitEncryptionMode="required")],
    ),
    "elasticache-auth": Examples(
        failing=[one(CACHE)],
        passing=[one(CACHE, userGroupIds=["readers"])],
        near=[one(CACHE, authTokenWo="x" * 20)],
    ),
    "elasticache-failover": Examples(
        at="automaticFailoverEnabled",
        failing=[one(CACHE, automaticFailoverEnabled=False), one(CACHE)],
        passing=[one(CACHE, automaticFailoverEnabled=True)],
        near=[one("aws:elasticache/subnetGroup:SubnetGroup")],
    ),
    "elasticache-backup": Examples(
        at="snapshotRetentionLimit",
        failing=[one(CACHE, snapshotRetentionLimit=0), one(CACHE)],
        passing=[one(CACHE, snapshotRetentionLimit=7)],
        near=[one(CACHE, snapshotRetentionLimit=1)],
    ),
    "s3-public-access": Examples(
        failing=[
            one(BUCKET, bucket="strongroom-production-logs"),
            blocked(**{**SWITCHES, "blockPublicAcls": False}),
        ],
        passing=[blocked(**SWITCHES)],
        near=[
            (
                *one(BUCKET, "b", bucket="strongroom-production-logs"),
                *one(BLOCK, "p", bucket="strongroom-production-logs", **SWITCHES),
            )
        ],
    ),
    "s3-encryption": Examples(
        failing=[one(BUCKET, bucket="strongroom-production-logs"), bucket(ENCRYPTION, rules=by_default("AES256"))],
        passing=[bucket(ENCRYPTION, rules=by_default("aws:kms"))],
        near=[bucket(ENCRYPTION, called="strongroom-production-access-logs", rules=by_default("AES256"))],
    ),
    "s3-versioning": Examples(
        failing=[
            one(BUCKET, bucket="strongroom-production-logs"),
            bucket(VERSIONING, versioningConfiguration={"status": "Suspended"}),
        ],
        passing=[bucket(VERSIONING, versioningConfiguration={"status": "Enabled"})],
        near=[one(BUCKET, bucket="strongroom-production-logs", versioning={"enabled": True})],
    ),
    "s3-tls": Examples(
        failing=[one(BUCKET, bucket="strongroom-production-logs"), bucket(POLICY, policy=policy("Deny"))],
        passing=[bucket(POLICY, policy=TLS_ONLY)],
        near=[bucket(POLICY, policy=policy("Deny", {"Bool": {"AWS:securetransport": ["false"]}}))],
    ),
    "s3-acl": Examples(
        at="acl",
        failing=[one(BUCKET, acl="public-read"), one("aws:s3/bucketObjectv2:BucketObjectv2", acl="authenticated-read")],
        passing=[one(BUCKET, acl="private")],
        near=[one("aws:s3/bucketAcl:BucketAcl", acl="log-delivery-write")],
    ),
    "s3-policy-public": Examples(
        at="policy",
        failing=[one(POLICY, policy=policy("Allow"))],
        passing=[one(POLICY, policy=TLS_ONLY)],
        near=[one(POLICY, policy=policy("Allow", {"StringEquals": {"aws:PrincipalOrgID": "o-abc"}}))],
    ),
}
