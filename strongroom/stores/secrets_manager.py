"""AWS Secrets Manager as a store of record.

A put is three steps, so that a half-done one changes nothing that anybody reads: the value becomes a version with no
meaning of its own, is read back and compared, and only then AWSCURRENT moves to it, from exactly the version that the
caller saw. That move is the store's own compare-and-set: of two writers at once, one is refused.
https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecretVersionStage.html
"""

from __future__ import annotations

import hmac
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError
from pydantic import SecretStr

from strongroom import naming
from strongroom.stores import aws_client, version_id
from strongroom.stores.aws_errors import exists_already, label_is_elsewhere, translated, version_is_missing
from strongroom.stores.contract import Entry, Version
from strongroom.stores.errors import ConflictError, NotFoundError, ReadBackError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_secretsmanager.type_defs import SecretVersionsListEntryTypeDef

CURRENT = "AWSCURRENT"
ARRIVING = "strongroom-put"  # marks a version between its arrival and its promotion


@dataclass(frozen=True)
class SecretsManager:
    """The entries `<environment>/<path>` of one account and region."""

    environment: str
    client: SecretsManagerClient

    @classmethod
    def open(cls, environment: str) -> SecretsManager:
        """Connect as the AWS configuration says (profile, variables, role); no call is made yet."""
        with translated("Secrets Manager", environment=environment):
            return cls(environment, aws_client.secrets_manager())

    @property
    def place(self) -> str:
        """The store as people call it."""
        return f"Secrets Manager ({self.client.meta.region_name})"

    @property
    def endpoint(self) -> str:
        """URL that requests really go to, whatever it was configured with."""
        return self.client.meta.endpoint_url

    def address(self, path: str) -> str:
        """The entry as people look it up."""
        return f"secrets-manager:{self._name(path)}"

    def _name(self, path: str) -> str:
        return naming.secrets_manager(self.environment, path)

    def describe(self, path: str) -> Entry:
        """One entry; raises NotFoundError where no container was made for it."""
        with translated(self.address(path), environment=self.environment):
            found = self.client.describe_secret(SecretId=self._name(path))
        return _entry(path, found, found.get("VersionIdsToStages", {}))

    def entries(self, prefix: str = "") -> tuple[Entry, ...]:
        """Every entry under `prefix`: one call for each hundred of them."""
        start = self._name(prefix)
        found: dict[str, Entry] = {}
        with translated(self.place, environment=self.environment):
            pages = self.client.get_paginator("list_secrets").paginate(
                Filters=[{"Key": "name", "Values": [start]}], IncludePlannedDeletion=True
            )
            for item in (item for page in pages for item in page["SecretList"]):
                name = item["Name"]
                if name.startswith(start):  # the filter ignores case, names do not
                    path = name.removeprefix(f"{self.environment}/")
                    found[path] = _entry(path, item, item.get("SecretVersionsToStages", {}))
        return tuple(found[path] for path in sorted(found))

    def history(self, path: str) -> tuple[Version, ...]:
        """The versions that carry a label, newest first; a version without one may vanish at any time."""
        with translated(self.address(path), environment=self.environment):
            found = self._versions(self._name(path))
        versions = [
            _made(item["VersionId"], item["CreatedDate"], current=CURRENT in item["VersionStages"])
            for item in found
            if set(item.get("VersionStages", ())) - {ARRIVING}
        ]
        return tuple(sorted(versions, key=lambda version: (version.created, version.current), reverse=True))

    def _versions(self, name: str) -> list[SecretVersionsListEntryTypeDef]:
        found: list[SecretVersionsListEntryTypeDef] = []
        token: dict[str, Any] = {}
        while True:
            page = self.client.list_secret_version_ids(SecretId=name, **token)
            found += page["Versions"]
            if "NextToken" not in page:
                return found
            token = {"NextToken": page["NextToken"]}

    def get(self, path: str, version: str | None = None) -> SecretStr:
        """The current value, or that of one version."""
        # Always by stage or id: an emulator's idea of the default stage has been seen to lag behind.
        which: dict[str, Any] = {"VersionId": version} if version else {"VersionStage": CURRENT}
        address = self.address(path)
        try:
            with translated(address, environment=self.environment, passing=version_is_missing):
                found: Mapping[str, Any] = self.client.get_secret_value(SecretId=self._name(path), **which)
        except ClientError:
            raise _no_value(address, path, version) from None
        if "SecretBinary" in found:
            raise RefusedError(
                place=address,
                problem="it holds a binary value",
                way_out="read it with: aws secretsmanager get-secret-value",
            )
        if "SecretString" not in found:
            raise _no_value(address, path, version)
        return SecretStr(found["SecretString"])

    def put(self, path: str, value: SecretStr, *, over: str | None, fields: Sequence[str] = ()) -> Version:
        """Store, read back, compare, and only then make current; raises ConflictError where another came first."""
        del fields  # a JSON object is kept as its text
        address = self.address(path)
        token = version_id.new()  # the same through every retry: a repeated request makes no second version
        with translated(address, environment=self.environment, action="secretsmanager:PutSecretValue"):
            arrived = self.client.put_secret_value(
                SecretId=self._name(path),
                SecretString=value.get_secret_value(),
                ClientRequestToken=token,
                VersionStages=[ARRIVING],
            )
        self._compare(path, value, token)
        if CURRENT not in arrived["VersionStages"]:  # the very first version becomes current by itself
            self._promote(path, token, over)
        self._unlabel(path, token)
        return next(version for version in self.history(path) if version.id == token)

    def _compare(self, path: str, value: SecretStr, token: str) -> None:
        back = self.get(path, token).get_secret_value()
        if not hmac.compare_digest(back.encode(), value.get_secret_value().encode()):
            raise ReadBackError(
                place=self.address(path),
                problem="the value read back differs from the one written",
                way_out="nothing was made current; put it again, and tell your administrator if it happens twice",
            )

    def _promote(self, path: str, token: str, over: str | None) -> None:
        """Move AWSCURRENT from the version seen to the new one."""
        source: dict[str, Any] = {"RemoveFromVersionId": over} if over else {}
        action = "secretsmanager:UpdateSecretVersionStage"
        try:
            with translated(
                self.address(path), environment=self.environment, action=action, passing=label_is_elsewhere
            ):
                self.client.update_secret_version_stage(
                    SecretId=self._name(path), VersionStage=CURRENT, MoveToVersionId=token, **source
                )
        except ClientError:
            # An answer that got lost and was asked for again ends here too: then the label is already ours.
            current = self.describe(path).current
            if current is None or current.id != token:
                self._unlabel(path, token)
                raise ConflictError(
                    place=self.address(path),
                    problem="somebody else stored a value while you were at it; theirs is current, yours is not",
                    way_out="look at it (strongroom get), and put yours again if it still holds",
                ) from None

    def _unlabel(self, path: str, token: str) -> None:
        """Take the arrival mark off; where that fails it is harmless, the next put moves it."""
        with suppress(ClientError, BotoCoreError):
            self.client.update_secret_version_stage(
                SecretId=self._name(path), VersionStage=ARRIVING, RemoveFromVersionId=token
            )

    def create(self, path: str, *, description: str, tags: dict[str, str]) -> None:
        """Make an empty container under the environment's key for secrets; does nothing where there is one."""
        try:
            with translated(self.address(path), action="secretsmanager:CreateSecret", passing=exists_already):
                self.client.create_secret(
                    Name=self._name(path),
                    Description=description,
                    KmsKeyId=naming.kms_alias(self.environment, "secrets"),
                    Tags=[{"Key": name, "Value": text} for name, text in sorted(tags.items())],
                )
        except ClientError:
            return

    def delete(self, path: str, *, days: int) -> datetime | None:
        """Schedule the entry for deletion, 7 to 30 days ahead."""
        with translated(self.address(path), environment=self.environment, action="secretsmanager:DeleteSecret"):
            answer = self.client.delete_secret(SecretId=self._name(path), RecoveryWindowInDays=days)
        return _utc(answer["DeletionDate"])

    def restore(self, path: str) -> Version:
        """Take a scheduled deletion back."""
        address = self.address(path)
        if self.describe(path).deletion is None:
            raise NotFoundError(place=address, problem="it is not deleted", way_out="there is nothing to restore")
        with translated(address, environment=self.environment, action="secretsmanager:RestoreSecret"):
            self.client.restore_secret(SecretId=self._name(path))
        current = self.describe(path).current
        if current is None:
            raise _no_value(address, path, None)
        return current

    def author(self, path: str) -> str | None:
        """Who made the current version, from CloudTrail, which runs a few minutes late."""
        from strongroom.stores.cloudtrail import last_writer

        return last_writer(self._name(path))

    def caller(self) -> str:
        """ARN of the identity in use."""
        with translated(self.place, environment=self.environment):
            return aws_client.sts().get_caller_identity()["Arn"]


def _entry(path: str, found: Any, stages: dict[str, list[str]]) -> Entry:
    current = next((version for version, labels in stages.items() if CURRENT in labels), None)
    # The listing dates the entry, not its version: where the version's own id does not tell, this is an upper bound.
    changed = found.get("LastChangedDate") or found.get("CreatedDate")
    deleted = found.get("DeletedDate")
    return Entry(
        path=path,
        current=Version(id=current, created=version_id.moment(current) or _utc(changed), current=True)
        if current
        else None,
        deletion=_utc(deleted) if deleted else None,
    )


def _made(version: str, recorded: datetime, *, current: bool) -> Version:
    """A version, dated by its own id where that tells; AWS records whole seconds."""
    return Version(id=version, created=version_id.moment(version) or _utc(recorded), current=current)


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


def _no_value(address: str, path: str, version: str | None) -> NotFoundError:
    which = f"no version {version}" if version else "no value yet"
    return NotFoundError(place=address, problem=which, way_out=f"store one: strongroom put {path}")
