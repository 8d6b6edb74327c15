"""The functions of the aws SDK that the program may call.

What exists in the emulator is looked up there. Offline, and for what no emulator has (images, public parameters), the
answers are fixed: plausible, the same every time, and documented as such.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from local.providers.aws.network import zone_id
from local.providers.aws.policy_document import policy_document
from local.providers.aws.recorded import digits
from local.providers.resource import Function

if TYPE_CHECKING:
    from local.providers.aws.connection import Aws
    from local.providers.values import Properties

OFFLINE: Final = "offline"  # the value of whatever can't be looked up without a cloud
_LETTERS: Final = "abc"
_IMAGE_DATE: Final = "2025-01-01T00:00:00.000Z"
_AMAZON: Final = "137112412989"
_REGIONS: Final = {
    "us-east-1": "US East (N. Virginia)",
    "us-west-2": "US West (Oregon)",
    "eu-west-1": "Europe (Ireland)",
}

Answer = Mapping[str, Any]


def _identity(connection: Aws, _arguments: Properties) -> Answer:
    account = connection.account
    return {"accountId": account, "arn": connection.arn("iam", "root", ""), "id": account, "userId": account}


def _region(connection: Aws, arguments: Properties) -> Answer:
    region = arguments.get("region") or arguments.get("name") or connection.region
    described = _REGIONS.get(region, region)
    endpoint = f"ec2.{region}.amazonaws.com"
    return {"region": region, "name": region, "id": region, "description": described, "endpoint": endpoint}


def _partition(connection: Aws, _arguments: Properties) -> Answer:
    suffix = {"aws-cn": "amazonaws.com.cn"}.get(connection.partition, "amazonaws.com")
    backwards = ".".join(reversed(suffix.split(".")))
    name = connection.partition
    return {"partition": name, "id": name, "dnsSuffix": suffix, "reverseDnsPrefix": backwards}


def _zones(connection: Aws, arguments: Properties) -> Answer:
    """Three zones in every region."""
    region = connection.region_of(arguments)
    excluded = {*arguments.get("excludeNames", ()), *arguments.get("excludeZoneIds", ())}
    zones = [f"{region}{letter}" for letter in _LETTERS]
    zones = [zone for zone in zones if zone not in excluded and zone_id(zone) not in excluded]
    ids = [zone_id(zone) for zone in zones]
    return {
        **arguments,
        "id": region,
        "region": region,
        "names": zones,
        "zoneIds": ids,
        "groupNames": [f"{region}-zg-1"],
    }


def _image(connection: Aws, arguments: Properties) -> Answer:
    """One image for each question; the architecture is the one asked for, x86_64 otherwise."""
    asked = repr(sorted((key, repr(value)) for key, value in arguments.items()))
    image, region = "ami-" + digits(asked), connection.region_of(arguments)
    owners = arguments.get("owners", ["amazon"])
    return {
        **arguments,
        "id": image,
        "imageId": image,
        "region": region,
        "arn": f"arn:{connection.partition}:ec2:{region}::image/{image}",
        "architecture": "arm64" if "arm64" in asked or "aarch64" in asked else "x86_64",
        "creationDate": _IMAGE_DATE,
        "name": f"image-{image}",
        "ownerId": owners[0] if owners[0].isdigit() else _AMAZON,
        "rootDeviceName": "/dev/xvda",
        "rootDeviceType": "ebs",
        "rootSnapshotId": "snap-" + digits(image),
        "state": "available",
        "virtualizationType": "hvm",
        "hypervisor": "xen",
        "imdsSupport": "v2.0",
        "enaSupport": True,
        "blockDeviceMappings": [],
        "productCodes": [],
        "public": True,
        "stateReason": {},
        "tags": {},
    }


def _parameter(connection: Aws, arguments: Properties) -> Answer:
    name, region = arguments["name"], connection.region_of(arguments)
    fixed = {
        **arguments,
        "id": name,
        "arn": connection.arn("ssm", f"parameter/{name.lstrip('/')}", region),
        "region": region,
        "version": 1,
        "withDecryption": arguments.get("withDecryption", True),
    }
    if name.startswith("/aws/service/"):
        return {**fixed, "type": "String", "value": "ami-" + digits(name), "insecureValue": "ami-" + digits(name)}
    if connection.refusal:
        return {**fixed, "type": "String", "value": OFFLINE, "insecureValue": OFFLINE}
    found = connection.client("ssm", region).get_parameter(Name=name, WithDecryption=fixed["withDecryption"])[
        "Parameter"
    ]
    insecure = {"insecureValue": found["Value"]} if found["Type"] != "SecureString" else {}
    return {**fixed, "type": found["Type"], "value": found["Value"], "version": found["Version"], **insecure}


def _key(connection: Aws, arguments: Properties) -> Answer:
    asked, region = str(arguments["keyId"]), connection.region_of(arguments)
    if connection.refusal:
        key_id = asked.rpartition("/")[2]
        described = {"KeyId": key_id, "Arn": connection.arn("kms", f"key/{key_id}", region), "Enabled": True}
    else:
        described = connection.client("kms", region).describe_key(KeyId=asked)["KeyMetadata"]
    return {
        "id": described["KeyId"],
        "keyId": asked,
        "arn": described["Arn"],
        "awsAccountId": connection.account,
        "region": region,
        "enabled": described["Enabled"],
        "description": described.get("Description", ""),
        "keyUsage": described.get("KeyUsage", "ENCRYPT_DECRYPT"),
        "keySpec": described.get("KeySpec", "SYMMETRIC_DEFAULT"),
        "customerMasterKeySpec": described.get("KeySpec", "SYMMETRIC_DEFAULT"),
        "keyState": described.get("KeyState", "Enabled"),
        "keyManager": described.get("KeyManager", "CUSTOMER"),
        "origin": described.get("Origin", "AWS_KMS"),
        "multiRegion": described.get("MultiRegion", False),
        "creationDate": str(described.get("CreationDate", "")),
        "multiRegionConfigurations": [],
        "xksKeyConfigurations": [],
    }


def _alias(connection: Aws, arguments: Properties) -> Answer:
    name, region = arguments["name"], connection.region_of(arguments)
    arn = connection.arn("kms", name, region)
    if connection.refusal:
        key_id = digits(name)
        target = connection.arn("kms", f"key/{key_id}", region)
    else:
        described = connection.client("kms", region).describe_key(KeyId=name)["KeyMetadata"]
        key_id, target = described["KeyId"], described["Arn"]
    return {"id": arn, "arn": arn, "name": name, "region": region, "targetKeyArn": target, "targetKeyId": key_id}


def _public_key(connection: Aws, arguments: Properties) -> Answer:
    """Of a signing key; offline, text in a PEM frame that is no key."""
    asked, region = arguments["keyId"], connection.region_of(arguments)
    if connection.refusal:
        described: dict[str, Any] = {"KeyId": connection.arn("kms", f"key/{digits(asked)}", region)}
        content = base64.b64encode(OFFLINE.encode()).decode()
    else:
        described = connection.client("kms", region).get_public_key(KeyId=asked)
        content = base64.encodebytes(described["PublicKey"]).decode().strip()
    return {
        **arguments,
        "id": described["KeyId"],
        "arn": described["KeyId"],
        "region": region,
        "publicKey": content.replace("\n", ""),
        "publicKeyPem": f"-----BEGIN PUBLIC KEY-----\n{content}\n-----END PUBLIC KEY-----\n",
        "customerMasterKeySpec": described.get("CustomerMasterKeySpec", described.get("KeySpec", "RSA_2048")),
        "keyUsage": described.get("KeyUsage", "SIGN_VERIFY"),
        "encryptionAlgorithms": described.get("EncryptionAlgorithms", []),
        "signingAlgorithms": described.get("SigningAlgorithms", []),
    }


def _secret(connection: Aws, arguments: Properties) -> Answer:
    asked, region = str(arguments.get("arn") or arguments.get("name")), connection.region_of(arguments)
    if connection.refusal:
        arn = (
            asked
            if asked.startswith("arn:")
            else connection.arn("secretsmanager", f"secret:{asked}-{digits(asked)[:6]}", region)
        )
        described: dict[str, Any] = {"ARN": arn, "Name": arn.rpartition(":secret:")[2][:-7]}
    else:
        described = connection.client("secretsmanager", region).describe_secret(SecretId=asked)
    return {
        "id": described["ARN"],
        "arn": described["ARN"],
        "name": described["Name"],
        "region": region,
        "description": described.get("Description", ""),
        "kmsKeyId": described.get("KmsKeyId", ""),
        "policy": "",
        "tags": {tag["Key"]: tag["Value"] for tag in described.get("Tags", ())},
        "createdDate": str(described.get("CreatedDate", "")),
        "lastChangedDate": str(described.get("LastChangedDate", "")),
        "type": "",
    }


def _secret_version(connection: Aws, arguments: Properties) -> Answer:
    asked, region = arguments["secretId"], connection.region_of(arguments)
    stage = arguments.get("versionStage", "AWSCURRENT")
    version = {"VersionId": arguments["versionId"]} if arguments.get("versionId") else {"VersionStage": stage}
    if connection.refusal:
        found: dict[str, Any] = {"ARN": asked, "VersionId": OFFLINE, "SecretString": OFFLINE}
    else:
        found = connection.client("secretsmanager", region).get_secret_value(SecretId=asked, **version)
    return {
        "id": f"{asked}|{arguments.get('versionId') or stage}",
        "arn": found["ARN"],
        "secretArn": found["ARN"],
        "secretId": asked,
        "region": region,
        "versionId": found["VersionId"],
        "versionStage": stage,
        "versionStages": found.get("VersionStages", [stage]),
        "secretString": found.get("SecretString", ""),
        "secretBinary": "",
        "createdDate": str(found.get("CreatedDate", "")),
    }


def _managed_policy(connection: Aws, arguments: Properties) -> Answer:
    """A policy by name or ARN; a name without a path prefix is taken for one that AWS manages."""
    name = arguments.get("name") or str(arguments.get("arn", "")).rpartition("/")[2]
    arn = arguments.get("arn") or f"arn:{connection.partition}:iam::aws:policy/{name}"
    return {
        **arguments,
        "id": arn,
        "arn": arn,
        "name": name,
        "path": "/",
        "policy": "{}",
        "policyId": "",
        "description": "",
    }


def _service_principal(connection: Aws, arguments: Properties) -> Answer:
    region, service = connection.region_of(arguments), arguments["serviceName"]
    name = f"{service}.amazonaws.com"
    return {
        "id": f"{service}.{region}.amazonaws.com",
        "name": name,
        "region": region,
        "serviceName": service,
        "suffix": "amazonaws.com",
    }


def _default_tags(connection: Aws, _arguments: Properties) -> Answer:
    return {"id": connection.partition, "tags": dict(connection.default_tags)}


def _load_balancing_account(connection: Aws, arguments: Properties) -> Answer:
    """The account that delivers access logs in us-east-1 (the AWS documentation lists one a region)."""
    account = "127311923021"
    arn = f"arn:{connection.partition}:iam::{account}:root"
    return {"id": account, "arn": arn, "region": connection.region_of(arguments)}


def _prefix_list(connection: Aws, arguments: Properties) -> Answer:
    region = connection.region_of(arguments)
    name = arguments.get("name") or f"com.amazonaws.{region}.s3"
    identity = arguments.get("id") or "pl-" + digits(name)[:8]
    return {
        **arguments,
        "id": identity,
        "prefixListId": identity,
        "name": name,
        "region": region,
        "cidrBlocks": ["198.51.100.0/24"],
        "arn": f"arn:{connection.partition}:ec2:{region}:aws:prefix-list/{identity}",
        "entries": [{"cidr": "198.51.100.0/24", "description": ""}],
        "addressFamily": "IPv4",
        "maxEntries": 0,
        "ownerId": "AWS",
        "tags": {},
        "version": 0,
    }


_ANSWERS: Final = {
    "ec2/getAmi": _image,
    "ec2/getManagedPrefixList": _prefix_list,
    "ec2/getPrefixList": _prefix_list,
    "elb/getServiceAccount": _load_balancing_account,
    "iam/getPolicy": _managed_policy,
    "iam/getPolicyDocument": policy_document,
    "index/getAvailabilityZones": _zones,
    "index/getCallerIdentity": _identity,
    "index/getDefaultTags": _default_tags,
    "index/getPartition": _partition,
    "index/getRegion": _region,
    "index/getServicePrincipal": _service_principal,
    "kms/getAlias": _alias,
    "kms/getKey": _key,
    "kms/getPublicKey": _public_key,
    "secretsmanager/getSecret": _secret,
    "secretsmanager/getSecretVersion": _secret_version,
    "ssm/getParameter": _parameter,
}
_SECRETS: Final = {"secretsmanager/getSecretVersion": ("secretString", "secretBinary"), "ssm/getParameter": ("value",)}

FUNCTIONS: Final = {
    f"aws:{path}:{path.partition('/')[2]}": Function(
        token=f"aws:{path}:{path.partition('/')[2]}", answer=answer, secret_results=_SECRETS.get(path, ())
    )
    for path, answer in _ANSWERS.items()
}
