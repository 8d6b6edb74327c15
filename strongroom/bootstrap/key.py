"""The key that encrypts the state: in the bucket, and every secret value within the state's own file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from strongroom.bootstrap import documents
from strongroom.bootstrap.part import Setting, Step, as_list, as_mapping, foreign, mend, step_of
from strongroom.stores.aws_errors import translated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from strongroom.account import Account
    from strongroom.bootstrap.part import Marks

_GONE = "PendingDeletion"


@dataclass
class StateKey:
    """The key and its alias. A run that ended between the two is gone on with: the key is known by its tags."""

    account: Account
    marks: Marks
    alias: str
    root_arn: str
    users: tuple[str, ...]

    @property
    def name(self) -> str:
        """As a person knows it."""
        return f"KMS key {self.alias}"

    def look(self) -> Step:
        """How it stands."""
        found = self._found()
        if found is None:
            return Step(part=self.name, does="make", details=("rotated yearly, used by those who read the state",))
        if found["KeyState"] == _GONE:
            way_out = (
                f"it is scheduled for deletion; aws kms cancel-key-deletion --key-id {found['KeyId']}, then enable it"
            )
            return foreign(self.name, way_out)
        if not self._ours(found["KeyId"]):
            return foreign(
                self.name,
                f"the alias names key {found['KeyId']}, which is not tagged as ours; tag it"
                f" {_said(self.marks.tags)} to hand it over, or take the alias off it",
            )
        step = step_of(self.name, self._settings(found["Arn"]))
        if not self._named():
            return Step(part=self.name, does="change", details=("alias", *step.details))
        return step

    def settle(self) -> None:
        """Make the key, its alias and its settings."""
        found = self._found()
        arn = found["Arn"] if found else self._make()
        if not self._named():
            with translated(self.alias, action="kms:CreateAlias"):
                self._kms.create_alias(AliasName=self.alias, TargetKeyId=arn)
        mend(self._settings(arn))

    @property
    def arn(self) -> str | None:
        """The key's ARN; None before it is made."""
        found = self._found()
        return found["Arn"] if found else None

    @property
    def _kms(self) -> Any:
        return self.account.client("kms")

    @cached_property
    def _policy(self) -> documents.Document:
        return documents.state_key(self.root_arn, self.users)

    def _make(self) -> str:
        with translated(self.name, action="kms:CreateKey and kms:TagResource"):
            made = self.account.client("kms", once=True).create_key(
                Description=f"Encrypts the state of the stack {self.marks.environment}",
                Policy=json.dumps(self._policy),
                Tags=as_list(self.marks.tags, "TagKey", "TagValue"),
            )
        return str(made["KeyMetadata"]["Arn"])

    def _settings(self, arn: str) -> list[Setting]:
        return [
            Setting(
                name="policy",
                right=lambda: documents.same(self._read_policy(arn), self._policy),
                write=lambda: self._call(
                    "PutKeyPolicy", KeyId=arn, PolicyName="default", Policy=json.dumps(self._policy)
                ),
            ),
            Setting(
                name="yearly rotation",
                right=lambda: bool(self._call("GetKeyRotationStatus", KeyId=arn)["KeyRotationEnabled"]),
                write=lambda: self._call("EnableKeyRotation", KeyId=arn),
            ),
        ]

    def _read_policy(self, arn: str) -> Any:
        return json.loads(self._call("GetKeyPolicy", KeyId=arn, PolicyName="default")["Policy"])

    def _call(self, operation: str, **arguments: Any) -> Any:
        method = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in operation).removeprefix("_")
        with translated(self.name, action=f"kms:{operation}"):
            return getattr(self._kms, method)(**arguments)

    def _found(self) -> dict[str, Any] | None:
        """What the alias names; else a key of ours that a run which ended early has left without one."""
        return self._described(self.alias) or next(self._left(), None)

    def _named(self) -> bool:
        return self._described(self.alias) is not None

    def _described(self, key: str) -> dict[str, Any] | None:
        try:
            with translated(self.name, action="kms:DescribeKey", passing=_is_missing):
                found: dict[str, Any] = self._kms.describe_key(KeyId=key)["KeyMetadata"]
        except ClientError:
            return None
        return found

    def _left(self) -> Iterator[dict[str, Any]]:
        with translated(self.name, action="kms:ListKeys"):
            keys = [one["KeyId"] for page in self._kms.get_paginator("list_keys").paginate() for one in page["Keys"]]
        for key in keys:
            if self._ours(key):
                found = self._described(key)
                if found and found["KeyState"] != _GONE:
                    yield found

    def _ours(self, key: str) -> bool:
        """Keys whose tags we may not see are not ours."""
        try:
            with translated(self.name, action="kms:ListResourceTags", passing=_is_denied):
                return self.marks.on(as_mapping(self._kms.list_resource_tags(KeyId=key)["Tags"], "TagKey", "TagValue"))
        except ClientError:
            return False


def _said(tags: dict[str, str]) -> str:
    return ", ".join(f"{key}={tags[key]}" for key in ("Project", "Environment", "ManagedBy"))


def _is_missing(error: ClientError) -> bool:
    return error.response["Error"]["Code"] in ("NotFoundException", "NotFound")


def _is_denied(error: ClientError) -> bool:
    return error.response["Error"]["Code"] in ("AccessDeniedException", "AccessDenied")
