"""KMS: keys and aliases."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from local.providers.aws.connection import CREATION_TAG, Aws
from local.providers.aws.rows import (
    aws_type,
    client_of,
    given,
    name_of,
    same_resource,
    tag_list,
    tag_map,
    unless_missing,
    write_tags,
)
from local.providers.aws.shapes import document
from local.providers.naming import Autoname
from local.providers.resource import Call, Effect, Made, table

if TYPE_CHECKING:
    from local.providers.values import Properties

_DELETION_DAYS: Final = 30
_KMS_TAG: Final = ("TagKey", "TagValue")
_GONE: Final = ("PendingDeletion", "PendingReplicaDeletion")


def _create_key(call: Call[Aws]) -> Made:
    tags = {**call.connection.tags_all(call.inputs), CREATION_TAG: call.nonce}
    parameters = given(
        call,
        Description="description",
        KeyUsage="keyUsage",
        KeySpec="customerMasterKeySpec",
        Policy="policy",
        MultiRegion="multiRegion",
        BypassPolicyLockoutSafetyCheck="bypassPolicyLockoutSafetyCheck",
    )
    key = client_of(call, "kms").create_key(**parameters, Tags=tag_list(tags, *_KMS_TAG))["KeyMetadata"]
    return Made(id=key["KeyId"])


def _find_key(call: Call[Aws]) -> str | None:
    """Keys have no names: the mark that was made in the same call as the key tells it."""
    kms = client_of(call, "kms")
    for page in kms.get_paginator("list_keys").paginate():
        for key in page["Keys"]:
            tags = unless_missing(kms.list_resource_tags, KeyId=key["KeyId"]) or {}
            if tag_map(tags.get("Tags"), *_KMS_TAG).get(CREATION_TAG) == call.nonce:
                return str(key["KeyId"])
    return None


def described(kms: Any, key_id: str) -> Properties | None:
    """What KMS says of a key; None where it is gone, or going."""
    answer = unless_missing(kms.describe_key, KeyId=key_id)
    return answer["KeyMetadata"] if answer and answer["KeyMetadata"].get("KeyState") not in _GONE else None


def _read_key(call: Call[Aws]) -> Properties | None:
    kms = client_of(call, "kms")
    key = described(kms, call.id)
    if key is None:
        return None
    found = {
        "arn": key["Arn"],
        "keyId": key["KeyId"],
        "description": key.get("Description") or None,
        "keyUsage": key["KeyUsage"],
        "customerMasterKeySpec": key.get("KeySpec") or key.get("CustomerMasterKeySpec"),
        "isEnabled": key["Enabled"],
        "multiRegion": key.get("MultiRegion", False),
        "policy": kms.get_key_policy(KeyId=call.id, PolicyName="default")["Policy"],
        "tags": call.connection.own_tags(key_tags(kms, call.id), call.inputs),
    }
    if found["customerMasterKeySpec"] == "SYMMETRIC_DEFAULT":
        rotation = kms.get_key_rotation_status(KeyId=call.id)
        found["enableKeyRotation"] = rotation["KeyRotationEnabled"]
        found["rotationPeriodInDays"] = rotation.get("RotationPeriodInDays")
    return found


def rewrite(call: Call[Aws], kms: Any) -> None:
    """What keys and their replicas change alike: description and policy."""
    if "description" in call.changed:
        kms.update_key_description(KeyId=call.id, Description=call.inputs.get("description", ""))
    if "policy" in call.changed and "policy" in call.inputs:
        kms.put_key_policy(KeyId=call.id, PolicyName="default", Policy=call.inputs["policy"])


def _update_key(call: Call[Aws]) -> None:
    kms = client_of(call, "kms")
    rewrite(call, kms)
    if "isEnabled" in call.changed and call.inputs["isEnabled"]:
        kms.enable_key(KeyId=call.id)
    if call.changed & {"enableKeyRotation", "rotationPeriodInDays"}:
        if call.inputs["enableKeyRotation"]:
            kms.enable_key_rotation(KeyId=call.id, **given(call, RotationPeriodInDays="rotationPeriodInDays"))
        elif call.old.get("enableKeyRotation"):
            kms.disable_key_rotation(KeyId=call.id)
    if "isEnabled" in call.changed and not call.inputs["isEnabled"]:
        kms.disable_key(KeyId=call.id)
    if "tags" in call.changed:
        tag_key(call, kms)


def key_tags(kms: Any, key_id: str) -> dict[str, str]:
    """The tags of a key."""
    return tag_map(kms.list_resource_tags(KeyId=key_id).get("Tags"), *_KMS_TAG)


def tag_key(call: Call[Aws], kms: Any) -> None:
    """Make a key's tags what the inputs say."""
    write_tags(
        call,
        key_tags(kms, call.id),
        tag=lambda tags: kms.tag_resource(KeyId=call.id, Tags=tag_list(tags, *_KMS_TAG)),
        untag=lambda keys: kms.untag_resource(KeyId=call.id, TagKeys=keys),
    )


def _delete_key(call: Call[Aws]) -> None:
    kms = client_of(call, "kms")
    if described(kms, call.id) is not None:
        days = call.old_inputs.get("deletionWindowInDays", _DELETION_DAYS)
        kms.schedule_key_deletion(KeyId=call.id, PendingWindowInDays=days)


def _create_alias(call: Call[Aws]) -> Made:
    name = name_of(call)
    client_of(call, "kms").create_alias(AliasName=name, TargetKeyId=call.inputs["targetKeyId"])
    return Made(id=name)


def _read_alias(call: Call[Aws]) -> Properties | None:
    kms = client_of(call, "kms")
    key = described(kms, call.id)
    if key is None:
        return None
    region = call.connection.region_of({**call.old, **call.inputs})
    return {
        "arn": call.connection.arn("kms", call.id, region),
        "name": call.id,
        "targetKeyArn": key["Arn"],
        "targetKeyId": key["KeyId"],
    }


def _update_alias(call: Call[Aws]) -> None:
    if "targetKeyId" in call.changed:
        client_of(call, "kms").update_alias(AliasName=call.id, TargetKeyId=call.inputs["targetKeyId"])


def _delete_alias(call: Call[Aws]) -> None:
    unless_missing(client_of(call, "kms").delete_alias, AliasName=call.id)


def _find_alias(call: Call[Aws]) -> str | None:
    name = name_of(call)
    return name if described(client_of(call, "kms"), name) else None


def _write_policy(call: Call[Aws]) -> None:
    client_of(call, "kms").put_key_policy(
        KeyId=call.inputs["keyId"], PolicyName="default", Policy=document(call.inputs["policy"])
    )


def _create_policy(call: Call[Aws]) -> Made:
    _write_policy(call)
    return Made(id=call.inputs["keyId"])


def _read_policy(call: Call[Aws]) -> Properties | None:
    kms = client_of(call, "kms")
    if described(kms, call.id) is None:
        return None
    return {"keyId": call.id, "policy": kms.get_key_policy(KeyId=call.id, PolicyName="default")["Policy"]}


def _reset_policy(call: Call[Aws]) -> None:
    """A key always has a policy: the account's own, as KMS gives to a new key."""
    kms = client_of(call, "kms")
    statement = {
        "Sid": "Enable IAM User Permissions",
        "Effect": "Allow",
        "Principal": {"AWS": call.connection.arn("iam", "root", "")},
        "Action": "kms:*",
        "Resource": "*",
    }
    policy = json.dumps({"Version": "2012-10-17", "Id": "default", "Statement": [statement]})
    if described(kms, call.id) is not None:
        kms.put_key_policy(KeyId=call.id, PolicyName="default", Policy=policy)


KMS: Final = table(
    aws_type(
        "kms/key:Key",
        Effect(
            create=_create_key,
            read=_read_key,
            update=_update_key,
            delete=_delete_key,
            find=_find_key,
            afterwards=("enableKeyRotation", "rotationPeriodInDays", "isEnabled"),
        ),
        replace_on=("customKeyStoreId", "customerMasterKeySpec", "keyUsage", "multiRegion", "xksKeyId"),
        computed=("description", "multiRegion", "policy", "rotationPeriodInDays"),
        documents=("policy",),
        defaults={
            "bypassPolicyLockoutSafetyCheck": False,
            "customerMasterKeySpec": "SYMMETRIC_DEFAULT",
            "enableKeyRotation": False,
            "isEnabled": True,
            "keyUsage": "ENCRYPT_DECRYPT",
        },
    ),
    aws_type(
        "kms/alias:Alias",
        Effect(create=_create_alias, read=_read_alias, update=_update_alias, delete=_delete_alias, find=_find_alias),
        naming=Autoname(prefix="alias/"),
        equivalent={"targetKeyId": same_resource},
    ),
    aws_type(
        "kms/keyPolicy:KeyPolicy",
        Effect(create=_create_policy, read=_read_policy, update=_write_policy, delete=_reset_policy),
        replace_on=("keyId",),
        documents=("policy",),
        defaults={"bypassPolicyLockoutSafetyCheck": False},
    ),
)
