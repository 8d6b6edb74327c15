"""S3: the settings of a bucket that the SDK has as resources of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from local.providers.aws.rows import (
    aws_type,
    client_of,
    tag_list,
    tag_map,
    unless_missing,
)
from local.providers.aws.s3_buckets import bucket_exists, object_lock_of
from local.providers.aws.shapes import camel, document, echo, pascal
from local.providers.resource import Call, Effect, Made, ResourceType, table

if TYPE_CHECKING:
    from collections.abc import Callable

    from local.providers.aws.connection import Aws
    from local.providers.values import Properties

_RENAMES: Final = {
    "sseAlgorithm": "SSEAlgorithm",
    "kmsMasterKeyId": "KMSMasterKeyID",
    "mfaDelete": "MFADelete",
    "id": "ID",
    "lambdaFunctionArn": "LambdaFunctionArn",
}
_OWNED: Final = (
    *("BucketLifecycleConfiguration", "BucketLogging", "BucketObjectLockConfiguration", "BucketVersioning"),
    "BucketServerSideEncryptionConfiguration",
)


def setting(
    token: str,
    put: Callable[[Call[Aws], Any], object],
    get: Callable[[Call[Aws], Any], Properties | None],
    remove: Callable[[Call[Aws], Any], object],
    **rules: Any,
) -> ResourceType[Aws]:
    """A setting of a bucket: its id is the bucket's name; creating and updating are one call."""

    def made(call: Call[Aws]) -> Made:
        put(call, client_of(call, "s3"))
        return Made(id=call.inputs["bucket"])

    def updated(call: Call[Aws]) -> None:
        put(call, client_of(call, "s3"))

    def read(call: Call[Aws]) -> Properties | None:
        found = get(call, client_of(call, "s3"))
        return None if found is None else {"bucket": call.id, **found}

    def removed(call: Call[Aws]) -> None:
        if bucket_exists(call, call.id):
            unless_missing(remove, call, client_of(call, "s3"))

    return aws_type(
        f"s3/{token[:1].lower()}{token[1:]}:{token}",
        Effect(
            create=made,
            read=read,
            update=updated,
            delete=removed,
            find=lambda call: call.inputs["bucket"] if get(call, client_of(call, "s3")) else None,
        ),
        replace_on=("bucket", *(("expectedBucketOwner",) if token in _OWNED else ())),
        **rules,
    )


def bucket_of(call: Call[Aws]) -> str:
    """The bucket that a setting is of."""
    return str(call.id or call.inputs["bucket"])


def _get_versioning(call: Call[Aws], s3: Any) -> Properties | None:
    answer = unless_missing(s3.get_bucket_versioning, Bucket=bucket_of(call))
    if not answer or "Status" not in answer:
        return None
    found = camel(answer, _RENAMES)
    return {"versioningConfiguration": echo(found, call.inputs.get("versioningConfiguration"))}


def _suspend_versioning(call: Call[Aws], s3: Any) -> object:
    """Suspended, unless object lock needs it: then S3 refuses, and the published provider lets it be."""
    if object_lock_of(call, call.id):
        return None
    return s3.put_bucket_versioning(Bucket=call.id, VersioningConfiguration={"Status": "Suspended"})


def _put_encryption(call: Call[Aws], s3: Any) -> object:
    rules = [
        {key: item for key, item in rule.items() if key != "blockedEncryptionTypes"} for rule in call.inputs["rules"]
    ]
    configuration = {"Rules": pascal(rules, _RENAMES)}
    return s3.put_bucket_encryption(Bucket=bucket_of(call), ServerSideEncryptionConfiguration=configuration)


def _get_encryption(call: Call[Aws], s3: Any) -> Properties | None:
    answer = unless_missing(s3.get_bucket_encryption, Bucket=bucket_of(call))
    if not answer:
        return None
    found = camel(answer["ServerSideEncryptionConfiguration"]["Rules"], _RENAMES)
    return {"rules": echo(found, call.inputs.get("rules"))}


_BLOCKS: Final = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")


def _put_public_access(call: Call[Aws], s3: Any) -> object:
    blocks = pascal({name: call.inputs[name] for name in _BLOCKS})
    return s3.put_public_access_block(Bucket=bucket_of(call), PublicAccessBlockConfiguration=blocks)


def _get_public_access(call: Call[Aws], s3: Any) -> Properties | None:
    answer = unless_missing(s3.get_public_access_block, Bucket=bucket_of(call))
    return camel(answer["PublicAccessBlockConfiguration"]) if answer else None


def _get_policy(call: Call[Aws], s3: Any) -> Properties | None:
    answer = unless_missing(s3.get_bucket_policy, Bucket=bucket_of(call))
    return {"policy": answer["Policy"]} if answer else None


def _put_lifecycle(call: Call[Aws], s3: Any) -> object:
    rules = pascal(call.inputs.get("rules", []), _RENAMES)
    for rule in rules:
        both = rule.get("Filter", {}).get("And", {})
        if isinstance(both.get("Tags"), dict):
            both["Tags"] = tag_list(both["Tags"])
        rule.setdefault("Filter", {"Prefix": rule.pop("Prefix", "")})
    return s3.put_bucket_lifecycle_configuration(Bucket=bucket_of(call), LifecycleConfiguration={"Rules": rules})


def _get_lifecycle(call: Call[Aws], s3: Any) -> Properties | None:
    answer = unless_missing(s3.get_bucket_lifecycle_configuration, Bucket=bucket_of(call))
    if not answer:
        return None
    rules = camel(answer["Rules"], _RENAMES)
    for rule in rules:
        both = rule.get("filter", {}).get("and", {})
        if isinstance(both.get("tags"), list):
            both["tags"] = tag_map(both["tags"], "key", "value")
    return {"rules": echo(rules, call.inputs.get("rules"))}


def _put_logging(call: Call[Aws], s3: Any) -> object:
    names = ("targetBucket", "targetPrefix", "targetGrants", "targetObjectKeyFormat")
    enabled = pascal({name: call.inputs[name] for name in names if name in call.inputs}, _RENAMES)
    return s3.put_bucket_logging(Bucket=bucket_of(call), BucketLoggingStatus={"LoggingEnabled": enabled})


def _get_logging(call: Call[Aws], s3: Any) -> Properties | None:
    answer = unless_missing(s3.get_bucket_logging, Bucket=bucket_of(call)) or {}
    enabled = camel(answer.get("LoggingEnabled"), _RENAMES)
    return {name: enabled[name] for name in ("targetBucket", "targetPrefix") if name in enabled} if enabled else None


def _put_object_lock(call: Call[Aws], s3: Any) -> object:
    names = ("objectLockEnabled", "rule")
    lock = pascal({name: call.inputs[name] for name in names if name in call.inputs})
    return s3.put_object_lock_configuration(Bucket=bucket_of(call), ObjectLockConfiguration=lock)


def _get_object_lock(call: Call[Aws], _s3: Any) -> Properties | None:
    found = camel(object_lock_of(call, bucket_of(call)))
    return {"objectLockEnabled": found.get("objectLockEnabled"), "rule": found.get("rule")} if found else None


def _reset_object_lock(call: Call[Aws], s3: Any) -> object:
    return s3.put_object_lock_configuration(Bucket=call.id, ObjectLockConfiguration={"ObjectLockEnabled": "Enabled"})


def _put_ownership(call: Call[Aws], s3: Any) -> object:
    rules = {"Rules": [pascal(call.inputs["rule"])]}
    return s3.put_bucket_ownership_controls(Bucket=bucket_of(call), OwnershipControls=rules)


def _get_ownership(call: Call[Aws], s3: Any) -> Properties | None:
    answer = unless_missing(s3.get_bucket_ownership_controls, Bucket=bucket_of(call))
    return {"rule": camel(answer["OwnershipControls"]["Rules"][0])} if answer else None


def _notification(call: Call[Aws], s3: Any) -> object:
    configuration: dict[str, Any] = {"EventBridgeConfiguration": {}} if call.inputs.get("eventbridge") else {}
    kinds = {"lambdaFunctions": "LambdaFunction", "queues": "Queue", "topics": "Topic"}
    for name, kind in kinds.items():
        if call.inputs.get(name):
            configuration[f"{kind}Configurations"] = [_trigger(item, kind) for item in call.inputs[name]]
    return s3.put_bucket_notification_configuration(Bucket=bucket_of(call), NotificationConfiguration=configuration)


def _trigger(item: Properties, kind: str) -> dict[str, Any]:
    wanted = {"prefix": item.get("filterPrefix"), "suffix": item.get("filterSuffix")}
    rules = [{"Name": name, "Value": value} for name, value in wanted.items() if value]
    arn = item.get(f"{kind[:1].lower()}{kind[1:]}Arn")
    trigger = {"Events": item["events"], f"{kind}Arn": arn, **({"Id": item["id"]} if item.get("id") else {})}
    return {**trigger, **({"Filter": {"Key": {"FilterRules": rules}}} if rules else {})}


def _get_notification(call: Call[Aws], s3: Any) -> Properties | None:
    answer = unless_missing(s3.get_bucket_notification_configuration, Bucket=bucket_of(call)) or {}
    return {} if any(key.endswith(("Configurations", "Configuration")) for key in answer) else None


S3_SETTINGS: Final = table(
    setting(
        "BucketVersioning",
        lambda call, s3: s3.put_bucket_versioning(
            Bucket=bucket_of(call), VersioningConfiguration=pascal(call.inputs["versioningConfiguration"], _RENAMES)
        ),
        _get_versioning,
        _suspend_versioning,
        computed=("versioningConfiguration.mfaDelete",),
    ),
    setting(
        "BucketServerSideEncryptionConfiguration",
        _put_encryption,
        _get_encryption,
        lambda call, s3: s3.delete_bucket_encryption(Bucket=call.id),
    ),
    setting(
        "BucketPublicAccessBlock",
        _put_public_access,
        _get_public_access,
        lambda call, s3: s3.delete_public_access_block(Bucket=call.id),
        defaults=dict.fromkeys(_BLOCKS, False),
    ),
    setting(
        "BucketPolicy",
        lambda call, s3: s3.put_bucket_policy(Bucket=bucket_of(call), Policy=document(call.inputs["policy"])),
        _get_policy,
        lambda call, s3: s3.delete_bucket_policy(Bucket=call.id),
        documents=("policy",),
    ),
    setting(
        "BucketLifecycleConfiguration",
        _put_lifecycle,
        _get_lifecycle,
        lambda call, s3: s3.delete_bucket_lifecycle(Bucket=call.id),
        computed=("transitionDefaultMinimumObjectSize", "rules"),
    ),
    setting(
        "BucketLogging",
        _put_logging,
        _get_logging,
        lambda call, s3: s3.put_bucket_logging(Bucket=call.id, BucketLoggingStatus={}),
    ),
    setting(
        "BucketObjectLockConfiguration",
        _put_object_lock,
        _get_object_lock,
        _reset_object_lock,
        defaults={"objectLockEnabled": "Enabled"},
    ),
    setting(
        "BucketOwnershipControls",
        _put_ownership,
        _get_ownership,
        lambda call, s3: s3.delete_bucket_ownership_controls(Bucket=call.id),
    ),
    setting(
        "BucketNotification",
        _notification,
        _get_notification,
        lambda call, s3: s3.put_bucket_notification_configuration(Bucket=call.id, NotificationConfiguration={}),
        defaults={"eventbridge": False},
    ),
)
