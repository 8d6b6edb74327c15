"""S3: what a bucket copies into another one. The emulator makes the copies, at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from local.providers.aws.rows import unless_missing
from local.providers.aws.s3_settings import bucket_of, setting
from local.providers.aws.shapes import camel, echo, pascal
from local.providers.resource import Call, table

if TYPE_CHECKING:
    from local.providers.aws.connection import Aws
    from local.providers.values import Properties

_RENAMES: Final = {"id": "ID", "replicaKmsKeyId": "ReplicaKmsKeyID"}


def _put(call: Call[Aws], s3: Any) -> object:
    configuration = {"Role": call.inputs["role"], "Rules": pascal(call.inputs["rules"], _RENAMES)}
    return s3.put_bucket_replication(Bucket=bucket_of(call), ReplicationConfiguration=configuration)


def _get(call: Call[Aws], s3: Any) -> Properties | None:
    answer = unless_missing(s3.get_bucket_replication, Bucket=bucket_of(call))
    if not answer:
        return None
    found = answer["ReplicationConfiguration"]
    return {"role": found["Role"], "rules": echo(camel(found["Rules"], _RENAMES), call.inputs.get("rules"))}


S3_REPLICATION: Final = table(
    setting(
        "BucketReplicationConfig",
        _put,
        _get,
        lambda call, s3: s3.delete_bucket_replication(Bucket=call.id),
    ),
)
