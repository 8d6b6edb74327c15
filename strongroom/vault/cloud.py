"""AWS as the cluster's keepers need it: a signature, the nodes' authority, the bucket of snapshots."""

from __future__ import annotations

import base64
import os
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import IO, TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from strongroom.stores.aws_errors import translated
from strongroom.stores.errors import NotFoundError, StoreError
from strongroom.stores.opening import keep_apart
from strongroom.vault.names import RECOVERY_SHARES, SNAPSHOTS, Names

if TYPE_CHECKING:
    from datetime import datetime

    from botocore.client import BaseClient

_PATIENT = Config(connect_timeout=5, read_timeout=60, retries={"mode": "standard", "total_max_attempts": 4})


@dataclass(frozen=True, kw_only=True)
class Stored:
    """A snapshot in the bucket."""

    key: str
    size: int
    stored: datetime


@dataclass(frozen=True, kw_only=True)
class Cloud:
    """The account of one environment. `copies`: the second region, where snapshots are to be taken from there.

    The keys are those of AWS_REGION in either case.
    """

    environment: str
    copies: str | None = None

    @property
    def names(self) -> Names:
        """What the cluster's parts are called there."""
        return Names(self.environment)

    def sign(self, purpose: str, message: bytes) -> bytes:
        """Sign with one of the cluster's RSA keys."""
        alias = self.names.key(purpose)
        with translated(alias, action="kms:Sign"):
            answer = self._client("kms").sign(
                KeyId=alias, Message=message, MessageType="RAW", SigningAlgorithm="RSASSA_PKCS1_V1_5_SHA_256"
            )
        return bytes(answer["Signature"])

    def authority(self) -> str:
        """The certificate of the nodes' authority in PEM; empty where the table can't be read."""
        with suppress(StoreError), translated(self.names.table, action="dynamodb:GetItem"):
            key = {"id": {"S": "certificate-authority"}}
            found = self._client("dynamodb").get_item(TableName=self.names.table, Key=key)
            return str(found.get("Item", {}).get("value", {}).get("S", ""))
        return ""

    @cached_property
    def bucket(self) -> str:
        """The bucket of the snapshots, or of their copies; STRONGROOM_VAULT_SNAPSHOTS names another one."""
        if not self.copies and (named := os.environ.get("STRONGROOM_VAULT_SNAPSHOTS")):
            return named
        with translated("AWS", action="sts:GetCallerIdentity"):
            account = str(self._client("sts").get_caller_identity()["Account"])
        return self.names.copies(account) if self.copies else self.names.snapshots(account)

    @property
    def _s3(self) -> Any:
        return self._client("s3", self.copies)

    def newest(self) -> Stored | None:
        """The newest snapshot, or None."""
        found = self.snapshots()
        return max(found, key=lambda one: one.stored) if found else None

    def snapshots(self) -> list[Stored]:
        """Every snapshot that is there."""
        with translated(self.bucket, action="s3:ListBucket"):
            pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=SNAPSHOTS)
            return [
                Stored(key=one["Key"], size=one["Size"], stored=one["LastModified"])
                for page in pages
                for one in page.get("Contents", [])
            ]

    def fetch(self, key: str, into: IO[bytes]) -> None:
        """Copy a snapshot into a file.

        Raises:
            StoreError: it is not there, or can't be read.
        """
        place = f"{self.bucket}/{key}"
        with translated(place, action="s3:GetObject and kms:Decrypt", passing=_is_missing):
            try:
                self._s3.download_fileobj(self.bucket, key, into)
            except Exception as error:
                if not _is_missing(error):
                    raise
                way_out = "strongroom vault status names the newest one"
                raise NotFoundError(place=place, problem="there is no such snapshot", way_out=way_out) from None

    def store(self, key: str, content: IO[bytes], *, sha256: str) -> None:
        """Put a snapshot, encrypted; S3 compares the checksum, the bucket's own rule locks it."""
        with translated(f"{self.bucket}/{key}", action="s3:PutObject and kms:GenerateDataKey"):
            self._client("s3").put_object(
                Bucket=self.bucket,
                Key=key,
                Body=content,
                ServerSideEncryption="aws:kms",
                SSEKMSKeyId=self.names.key("data"),
                BucketKeyEnabled=True,
                ChecksumSHA256=base64.b64encode(bytes.fromhex(sha256)).decode(),
            )

    def head(self, key: str) -> dict[str, Any]:
        """What S3 tells of a snapshot beside its content: how it is encrypted, and until when it is locked."""
        with translated(f"{self.bucket}/{key}", action="s3:GetObject"):
            return dict(self._s3.head_object(Bucket=self.bucket, Key=key))

    def key(self, purpose: str) -> dict[str, Any]:
        """What KMS tells of one of the cluster's keys."""
        alias = self.names.key(purpose)
        with translated(alias, action="kms:DescribeKey"):
            return dict(self._client("kms").describe_key(KeyId=alias)["KeyMetadata"])

    def shares(self) -> list[bool]:
        """Of each entry for a recovery share, from the first to the last that is there: whether it has a value."""
        found: list[bool] = []
        for entry in (self.names.share(number) for number in range(1, RECOVERY_SHARES + 1)):
            with translated(entry, action="secretsmanager:DescribeSecret"):
                told = self._client("secretsmanager").describe_secret(SecretId=entry)
            stages = (told.get("VersionIdsToStages") or {}).values()
            found.append("DeletedDate" not in told and any("AWSCURRENT" in one for one in stages))
        return found

    def log_lines(self, group: str, word: str, since: datetime) -> list[str]:
        """The lines of a log group that have a word in them, from then on."""
        with translated(f"log group {group}", action="logs:FilterLogEvents"):
            pages = self._client("logs").get_paginator("filter_log_events")
            start = int(since.timestamp() * 1000)
            asked = pages.paginate(logGroupName=group, filterPattern=f'"{word}"', startTime=start)
            return [str(event.get("message", "")) for page in asked for event in page["events"]]

    def credentials(self) -> dict[str, str]:
        """The environment in which a server of ours reaches KMS as who we are: for that process only."""
        with translated("AWS"):
            session = boto3.Session(region_name=_region())
            found = session.get_credentials()
            keys = found.get_frozen_credentials() if found else None
        endpoint = str(self._client("kms").meta.endpoint_url)
        return {
            "AWS_REGION": str(self._client("kms").meta.region_name),
            "AWS_ACCESS_KEY_ID": str(keys.access_key) if keys else "",
            "AWS_SECRET_ACCESS_KEY": str(keys.secret_key) if keys else "",
            **({"AWS_SESSION_TOKEN": str(keys.token)} if keys and keys.token else {}),
            **({"AWS_KMS_ENDPOINT": endpoint} if "amazonaws.com" not in endpoint else {}),
        }

    def _client(self, service: str, region: str | None = None) -> Any:
        """A client, once it is sure that rehearsal and reality are not mixed up."""
        with translated("AWS"):
            made: BaseClient = boto3.client(service, region_name=region or _region(), config=_PATIENT)  # type: ignore[call-overload]  # the service is a variable here
        keep_apart(self.environment, made.meta.endpoint_url, "AWS_ENDPOINT_URL")
        return made


def _region() -> str | None:
    return os.environ.get("AWS_REGION") or None


def _is_missing(error: Exception) -> bool:
    response = getattr(error, "response", {})
    return response.get("Error", {}).get("Code") in ("404", "NoSuchKey")
