"""The bucket that the engine keeps the state in, and its locks in `.pulumi/locks`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from strongroom.bootstrap import documents
from strongroom.bootstrap.part import Setting, Step, as_list, as_mapping, foreign, mend, step_of
from strongroom.stores.aws_errors import translated

if TYPE_CHECKING:
    from collections.abc import Callable

    from strongroom.account import Account
    from strongroom.bootstrap.part import Marks

_CLOSED = dict.fromkeys(("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True)
_CALLED = {
    "BucketEncryption": "EncryptionConfiguration",
    "BucketLifecycleConfiguration": "LifecycleConfiguration",
    "PublicAccessBlock": "BucketPublicAccessBlock",
}
_UNFINISHED_DAYS = 7
_FIRST_REGION = "us-east-1"  # the one that a bucket's request must not name


@dataclass
class StateBucket:
    """The bucket and its settings. `begun`: whether a run of ours was cut short while it made this very bucket.

    `owner`: the account that has to own it.
    """

    account: Account
    marks: Marks
    bucket: str
    users: tuple[str, ...]
    break_glass: str | None
    days: int
    key_arn: Callable[[], str | None]
    begun: Callable[[], bool]
    owner: str
    partition: str = "aws"

    @property
    def name(self) -> str:
        """As a person knows it."""
        return f"bucket {self.bucket}"

    def look(self) -> Step:
        """How it stands."""
        there = self._there()
        if there is None:
            way_out = "the name is taken, by another account or where we may not look; ask for s3:ListBucket"
            return foreign(self.name, way_out)
        if not there:
            details = (
                f"versioned, old versions kept {self.days} days",
                "encrypted, TLS only",
                "read by deployers only",
            )
            return Step(part=self.name, does="make", details=details)
        if not self._ours():
            return foreign(self.name, "it is not tagged as ours; empty and delete it, or tag it to hand it over")
        step = step_of(self.name, self._settings())
        tagged = self.marks.on(self._tags())
        return step if tagged else Step(part=self.name, does="change", details=("tags", *step.details))

    def settle(self) -> None:
        """Make the bucket and its settings."""
        if not self._there():
            with translated(self.name, action="s3:CreateBucket and s3:TagResource"):
                self._s3.create_bucket(
                    Bucket=self.bucket, ObjectOwnership="BucketOwnerEnforced", CreateBucketConfiguration=self._place()
                )
        if not self.marks.on(self._tags()):
            with translated(self.name, action="s3:PutBucketTagging"):
                self._s3.put_bucket_tagging(**self._own, Tagging={"TagSet": as_list(self.marks.tags)})
        mend(self._settings())

    @property
    def arn(self) -> str:
        """As policies name it."""
        return f"arn:{self.partition}:s3:::{self.bucket}"

    @property
    def _s3(self) -> Any:
        return self.account.client("s3")

    @property
    def _own(self) -> dict[str, str]:
        """Each call names the owner: who guessed the name first could open their bucket to us, and read the state."""
        return {"Bucket": self.bucket, "ExpectedBucketOwner": self.owner}

    def _place(self) -> dict[str, Any]:
        region = {} if self.account.region == _FIRST_REGION else {"LocationConstraint": self.account.region}
        return {**region, "Tags": as_list(self.marks.tags)}

    def _there(self) -> bool | None:
        """Whether it is; None where S3 does not tell."""
        try:
            with translated(self.name, action="s3:ListBucket", passing=_has_status):
                self._s3.head_bucket(**self._own)
        except ClientError as error:
            return False if _status(error) == 404 else None  # noqa: PLR2004 - HTTP's own number
        return True

    def _tags(self) -> dict[str, str]:
        found = self._read("GetBucketTagging", "NoSuchTagSet")
        return as_mapping(found["TagSet"]) if found else {}

    def _ours(self) -> bool:
        tags = self._tags()
        return self.marks.on(tags) or (not tags and self.begun())

    def _settings(self) -> list[Setting]:
        wanted = documents.state_bucket(self.arn, self.users, self.break_glass)
        return [
            self._setting("versioning", "GetBucketVersioning", "", {"Status": "Enabled"}, "VersioningConfiguration"),
            self._setting(
                "closed to the public",
                "GetPublicAccessBlock",
                "NoSuchPublicAccessBlockConfiguration",
                _CLOSED,
                "PublicAccessBlockConfiguration",
                within="PublicAccessBlockConfiguration",
            ),
            Setting(name="encryption", right=self._is_encrypted, write=self._encrypt),
            self._setting(
                f"old versions kept {self.days} days",
                "GetBucketLifecycleConfiguration",
                "NoSuchLifecycleConfiguration",
                {"Rules": [self._rule()]},
                "LifecycleConfiguration",
            ),
            Setting(
                name="policy",
                right=lambda: documents.same(self._policy(), wanted),
                write=lambda: self._write("PutBucketPolicy", Policy=json.dumps(wanted)),
            ),
        ]

    def _setting(
        self, name: str, get: str, missing: str, wanted: dict[str, Any], argument: str, *, within: str = ""
    ) -> Setting:
        def right() -> bool:
            found = self._read(get, missing) or {}
            found = found.get(within, {}) if within else found
            return all(documents.same(_slim(found.get(key)), _slim(item)) for key, item in wanted.items())

        return Setting(name=name, right=right, write=lambda: self._write(f"Put{get[3:]}", **{argument: wanted}))

    def _rule(self) -> dict[str, Any]:
        return {
            "ID": "old-versions",
            "Status": "Enabled",
            "Filter": {"Prefix": ""},
            "NoncurrentVersionExpiration": {"NoncurrentDays": self.days},
            "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": _UNFINISHED_DAYS},
        }

    def _is_encrypted(self) -> bool:
        found = self._read("GetBucketEncryption", "ServerSideEncryptionConfigurationNotFoundError")
        rules = found["ServerSideEncryptionConfiguration"]["Rules"] if found else []
        return any(
            rule.get("BucketKeyEnabled") and rule["ApplyServerSideEncryptionByDefault"] == self._by_default()
            for rule in rules
        )

    def _by_default(self) -> dict[str, Any]:
        return {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": self.key_arn()}

    def _encrypt(self) -> None:
        rule = {"ApplyServerSideEncryptionByDefault": self._by_default(), "BucketKeyEnabled": True}
        self._write("PutBucketEncryption", ServerSideEncryptionConfiguration={"Rules": [rule]})

    def _policy(self) -> Any:
        found = self._read("GetBucketPolicy", "NoSuchBucketPolicy")
        return json.loads(found["Policy"]) if found else None

    def _read(self, operation: str, missing: str) -> dict[str, Any] | None:
        """What S3 says; None where nothing is set."""
        try:
            with translated(self.name, action=_action(operation), passing=lambda error: _code(error) == missing):
                found: dict[str, Any] = getattr(self._s3, _method(operation))(**self._own)
        except ClientError:
            return None
        return found

    def _write(self, operation: str, **arguments: Any) -> None:
        with translated(self.name, action=_action(operation)):
            getattr(self._s3, _method(operation))(**self._own, **arguments)


def _slim(node: Any) -> Any:
    """Without what S3 adds to a rule by itself."""
    if isinstance(node, list):
        return [_slim(item) for item in node]
    if isinstance(node, dict):
        return {key: item for key, item in node.items() if key != "Prefix" or item}
    return node


def _action(operation: str) -> str:
    """What IAM calls it: some of S3's operations have another name there."""
    verb, thing = operation[:3], operation[3:]
    return f"s3:{verb}{_CALLED.get(thing, thing)}"


def _method(operation: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in operation).removeprefix("_")


def _code(error: ClientError) -> str:
    return str(error.response["Error"]["Code"])


def _status(error: ClientError) -> int:
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def _has_status(error: ClientError) -> bool:
    return _status(error) in (403, 404)
