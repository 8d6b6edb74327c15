"""KMS: replicas of multi-Region keys, each made from its primary into the region that the resource stands in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from local.providers.aws.kms import described, key_tags, rewrite, tag_key
from local.providers.aws.rows import aws_type, client_of, given, tag_list, unless_missing
from local.providers.resource import Call, Effect, Made, table

if TYPE_CHECKING:
    from local.providers.aws.connection import Aws
    from local.providers.values import Properties

_DELETION_DAYS: Final = 30


def _create(call: Call[Aws]) -> Made:
    """Replicating is asked of the primary, in its own region."""
    primary = str(call.inputs["primaryKeyArn"])
    kms = call.connection.client("kms", primary.split(":")[3])
    parameters = given(
        call,
        Description="description",
        Policy="policy",
        BypassPolicyLockoutSafetyCheck="bypassPolicyLockoutSafetyCheck",
    )
    tags = tag_list(call.connection.tags_all(call.inputs), "TagKey", "TagValue")
    region = call.connection.region_of(call.inputs)
    made = kms.replicate_key(KeyId=primary, ReplicaRegion=region, **parameters, **({"Tags": tags} if tags else {}))
    return Made(id=made["ReplicaKeyMetadata"]["KeyId"])


def _find(call: Call[Aws]) -> str | None:
    """A primary has one replica a region, with the primary's own id."""
    key_id = str(call.inputs["primaryKeyArn"]).rpartition("/")[2]
    return key_id if described(client_of(call, "kms"), key_id) else None


def _read(call: Call[Aws]) -> Properties | None:
    kms = client_of(call, "kms")
    key = described(kms, call.id)
    if key is None:
        return None
    found = {
        "arn": key["Arn"],
        "keyId": key["KeyId"],
        "description": key.get("Description") or None,
        "enabled": key["Enabled"],
        "keySpec": key.get("KeySpec") or key.get("CustomerMasterKeySpec"),
        "keyUsage": key["KeyUsage"],
        "policy": kms.get_key_policy(KeyId=call.id, PolicyName="default")["Policy"],
        "primaryKeyArn": key["MultiRegionConfiguration"]["PrimaryKey"]["Arn"],
        "tags": call.connection.own_tags(key_tags(kms, call.id), call.inputs),
        "keyRotationEnabled": False,
    }
    if found["keySpec"] == "SYMMETRIC_DEFAULT":
        found["keyRotationEnabled"] = kms.get_key_rotation_status(KeyId=call.id)["KeyRotationEnabled"]
    return found


def _update(call: Call[Aws]) -> None:
    kms = client_of(call, "kms")
    rewrite(call, kms)
    if "enabled" in call.changed:
        (kms.enable_key if call.inputs["enabled"] else kms.disable_key)(KeyId=call.id)
    if "tags" in call.changed:
        tag_key(call, kms)


def _delete(call: Call[Aws]) -> None:
    kms = client_of(call, "kms")
    if described(kms, call.id) is not None:
        days = call.old_inputs.get("deletionWindowInDays", _DELETION_DAYS)
        unless_missing(kms.schedule_key_deletion, KeyId=call.id, PendingWindowInDays=days)


KMS_REPLICAS: Final = table(
    aws_type(
        "kms/replicaKey:ReplicaKey",
        Effect(create=_create, read=_read, update=_update, delete=_delete, find=_find, afterwards=("enabled",)),
        replace_on=("primaryKeyArn",),
        computed=("policy",),
        documents=("policy",),
        defaults={"bypassPolicyLockoutSafetyCheck": False, "deletionWindowInDays": _DELETION_DAYS, "enabled": True},
    ),
)
