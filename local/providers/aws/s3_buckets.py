"""S3: buckets and objects."""

from __future__ import annotations

import base64
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final

from local.providers.aws.code import content_of
from local.providers.aws.rows import (
    aws_type,
    client_of,
    given,
    name_of,
    tag_list,
    tag_map,
    unless_missing,
)
from local.providers.naming import Autoname
from local.providers.resource import Call, Effect, Made, table

if TYPE_CHECKING:
    from local.providers.aws.connection import Aws
    from local.providers.values import Properties

_FIRST_REGION: Final = "us-east-1"  # the one region that create_bucket does not want to be told
_HOSTED_ZONE: Final = "Z3AQBSTGFYJSTF"  # S3's own in us-east-1; the outputs of other regions differ in reality
_FORCED: Final = ("accelerationStatus", "acl", "corsRules", "grants", "lifecycleRules", "logging", "policy", "website")
_COMPUTED: Final = (
    *_FORCED,
    "objectLockConfiguration",
    "objectLockEnabled",
    "replicationConfiguration",
    "requestPayer",
)


def _create_bucket(call: Call[Aws]) -> Made:
    name = name_of(call, "bucket")
    region = call.connection.region_of(call.inputs)
    where = {} if region == _FIRST_REGION else {"CreateBucketConfiguration": {"LocationConstraint": region}}
    lock = given(call, ObjectLockEnabledForBucket="objectLockEnabled")
    client_of(call, "s3").create_bucket(Bucket=name, **where, **lock)
    return Made(id=name)


def bucket_exists(call: Call[Aws], bucket: str) -> bool:
    """Whether the bucket is there."""
    return unless_missing(client_of(call, "s3").head_bucket, Bucket=bucket) is not None


def _find_bucket(call: Call[Aws]) -> str | None:
    name = name_of(call, "bucket")
    return name if bucket_exists(call, name) else None


def _read_bucket(call: Call[Aws]) -> Properties | None:
    if not bucket_exists(call, call.id):
        return None
    region = call.connection.region_of({**call.old, **call.inputs})
    tags = unless_missing(client_of(call, "s3").get_bucket_tagging, Bucket=call.id) or {}
    return {
        "arn": call.connection.arn("s3", call.id, "").replace(f":{call.connection.account}:", "::"),
        "bucket": call.id,
        "bucketDomainName": f"{call.id}.s3.amazonaws.com",
        "bucketRegionalDomainName": f"{call.id}.s3.{region}.amazonaws.com",
        "bucketRegion": region,
        "hostedZoneId": _HOSTED_ZONE,
        "objectLockEnabled": bool(object_lock_of(call, call.id)),
        "tags": call.connection.own_tags(tag_map(tags.get("TagSet")), call.inputs),
    }


def object_lock_of(call: Call[Aws], bucket: str) -> Any:  # boto3's
    """The object lock of a bucket, or None."""
    answer = unless_missing(client_of(call, "s3").get_object_lock_configuration, Bucket=bucket)
    return (answer or {}).get("ObjectLockConfiguration")


def _update_bucket(call: Call[Aws]) -> None:
    s3 = client_of(call, "s3")
    if "tags" in call.changed or (not call.old and call.connection.default_tags):
        wanted = call.connection.tags_all(call.inputs)
        if wanted:
            s3.put_bucket_tagging(Bucket=call.id, Tagging={"TagSet": tag_list(wanted)})
        else:
            s3.delete_bucket_tagging(Bucket=call.id)


def _delete_bucket(call: Call[Aws]) -> None:
    if call.old_inputs.get("forceDestroy") and bucket_exists(call, call.id):
        _empty(call, call.id)
    unless_missing(client_of(call, "s3").delete_bucket, Bucket=call.id)


def _empty(call: Call[Aws], bucket: str, key: str | None = None) -> None:
    """Delete every version and delete marker, of one object or of all."""
    s3 = client_of(call, "s3")
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=key or ""):
        for version in [*page.get("Versions", ()), *page.get("DeleteMarkers", ())]:
            if key in (None, version["Key"]):
                s3.delete_object(Bucket=bucket, Key=version["Key"], VersionId=version["VersionId"])


def _create_object(call: Call[Aws]) -> Made:
    _put_object(call)
    return Made(id=f"{_object_bucket(call)}/{_key(call)}")


def _put_object(call: Call[Aws]) -> None:
    encoded = call.inputs.get("contentBase64")
    body = base64.b64decode(encoded) if encoded else call.inputs.get("content", "").encode()
    if "source" in call.inputs:
        body = content_of(call.inputs["source"])
    parameters = given(
        call, ContentType="contentType", SSEKMSKeyId="kmsKeyId", ServerSideEncryption="serverSideEncryption"
    )
    client_of(call, "s3").put_object(Bucket=_object_bucket(call), Key=_key(call), Body=body, **parameters)


def _object_bucket(call: Call[Aws]) -> str:
    return str(PurePosixPath(call.inputs["bucket"].rpartition(":")[2])) if call.inputs else call.id.partition("/")[0]


def _key(call: Call[Aws]) -> str:
    return str(call.inputs.get("key") or call.id.partition("/")[2] or call.name)


def _read_object(call: Call[Aws]) -> Properties | None:
    bucket, _, key = call.id.partition("/")
    answer = unless_missing(client_of(call, "s3").head_object, Bucket=bucket, Key=key)
    if answer is None:
        return None
    return {
        "arn": call.connection.arn("s3", f"{bucket}/{key}", "").replace(f":{call.connection.account}:", "::"),
        "key": key,
        "etag": answer["ETag"].strip('"'),
        "versionId": answer.get("VersionId", ""),
        "contentType": answer.get("ContentType"),
    }


def _delete_object(call: Call[Aws]) -> None:
    """Every version goes, as with the published provider: the bucket can be deleted then."""
    bucket, _, key = call.id.partition("/")
    if bucket_exists(call, bucket):
        _empty(call, bucket, key)


S3_BUCKETS: Final = table(
    aws_type(
        "s3/bucket:Bucket",
        Effect(
            create=_create_bucket,
            read=_read_bucket,
            update=_update_bucket,
            delete=_delete_bucket,
            find=_find_bucket,
            afterwards=("tags",),
        ),
        replace_on=("objectLockEnabled", "bucketNamespace"),
        computed=(*_COMPUTED, "serverSideEncryptionConfiguration", "versioning", "bucketNamespace"),
        documents=("policy",),
        naming=Autoname(property="bucket", limit=63, lower=True),
        note="the settings that have types of their own are not set here",
        defaults={"forceDestroy": False},
    ),
    aws_type(
        "s3/bucketObjectv2:BucketObjectv2",
        Effect(create=_create_object, read=_read_object, update=_put_object, delete=_delete_object),
        replace_on=("bucket", "key"),
        computed=("acl", "contentType", "etag", "kmsKeyId", "serverSideEncryption", "storageClass", "key"),
        defaults={"forceDestroy": False},
        unstable=("etag", "versionId"),
    ),
)
