"""One secret of Secrets Manager, as a rotation sees it. Every change can be repeated."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from rotation import labels
from rotation.errors import PermissionMissingError, RotationError, UnreachableError, ValueShapeError
from rotation.labels import Labels

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import datetime

    from mypy_boto3_secretsmanager import SecretsManagerClient

_DENIED = {
    "AccessDeniedException",
    "AccessDenied",
    "KMSAccessDeniedException",
    "DecryptionFailure",
    "EncryptionFailure",
}
_ELSEWHERE = {"InvalidParameterException", "InvalidRequestException"}  # a label is not where the caller said
_LATER = {"ThrottlingException", "InternalServiceError", "LimitExceededException", "ServiceUnavailable"}


@dataclass(frozen=True, kw_only=True)
class Description:
    """What Secrets Manager tells about a secret, without its value."""

    name: str
    tags: Mapping[str, str]
    labels: Labels
    changed: datetime
    rotated: datetime | None  # when Secrets Manager last finished a rotation
    days: int | None  # of its schedule


@dataclass(frozen=True)
class Entry:
    """A secret by its name or ARN."""

    client: SecretsManagerClient
    secret_id: str

    def describe(self) -> Description:
        """Labels, tags and dates as they are now."""
        with _calling("secretsmanager:DescribeSecret"):
            found = self.client.describe_secret(SecretId=self.secret_id)
        return Description(
            name=found["Name"],
            tags={tag.get("Key", ""): tag.get("Value", "") for tag in found.get("Tags", [])},
            labels=Labels({version: tuple(held) for version, held in found.get("VersionIdsToStages", {}).items()}),
            changed=found.get("LastChangedDate", found["CreatedDate"]),
            rotated=found.get("LastRotatedDate"),
            days=found.get("RotationRules", {}).get("AutomaticallyAfterDays"),
        )

    def value(self, version: str) -> str | None:
        """The value of a version; None where RotateSecret made the version and nobody has filled it yet."""
        try:
            with _calling("secretsmanager:GetSecretValue", passing={"ResourceNotFoundException"}):
                found: Mapping[str, Any] = self.client.get_secret_value(SecretId=self.secret_id, VersionId=version)
        except ClientError:
            return None
        if "SecretBinary" in found:
            raise ValueShapeError("the value is binary", way_out="store text, or use strategy manual")
        return found.get("SecretString")

    def current_value(self) -> str:
        """What clients read now. By its label: an emulator's idea of the default has been seen to lag behind."""
        with _calling("secretsmanager:GetSecretValue"):
            found = self.client.get_secret_value(SecretId=self.secret_id, VersionStage=labels.CURRENT)
        if "SecretString" not in found:
            raise ValueShapeError(f"the value of {found['Name']} is binary", way_out="store text")
        return found["SecretString"]

    def created(self, version: str) -> datetime | None:
        """When a version was made."""
        token: dict[str, str] = {}
        while True:
            with _calling("secretsmanager:ListSecretVersionIds"):
                page = self.client.list_secret_version_ids(SecretId=self.secret_id, **token)  # type: ignore[arg-type]  # NextToken alone
            for item in page["Versions"]:
                if item.get("VersionId") == version:
                    return item.get("CreatedDate")
            if "NextToken" not in page:
                return None
            token = {"NextToken": page["NextToken"]}

    def put(self, version: str, value: str, label: str) -> bool:
        """Store a value as a version with one label; False where another value came first and stays.

        A version's value is written once, by the store's own rule: of two runs at once, one is told so here.
        """
        try:
            with _calling("secretsmanager:PutSecretValue", passing={"ResourceExistsException"}):
                self.client.put_secret_value(
                    SecretId=self.secret_id, ClientRequestToken=version, SecretString=value, VersionStages=[label]
                )
        except ClientError:
            return False
        return True

    def make_current(self, version: str, *, instead_of: str | None) -> bool:
        """Move AWSCURRENT, from exactly the version that was seen; False where it was elsewhere."""
        return self.move(labels.CURRENT, to=version, away_from=instead_of)

    def move(self, label: str, *, to: str | None = None, away_from: str | None = None) -> bool:
        """Set, move or remove a label; False where it was not on `away_from`, or is on another version."""
        source = {"RemoveFromVersionId": away_from} if away_from else {}
        target = {"MoveToVersionId": to} if to else {}
        try:
            with _calling("secretsmanager:UpdateSecretVersionStage", passing=_ELSEWHERE):
                self.client.update_secret_version_stage(SecretId=self.secret_id, VersionStage=label, **source, **target)
        except ClientError:
            return False
        return True


@contextmanager
def _calling(action: str, passing: Collection[str] = ()) -> Iterator[None]:
    """Turn what boto3 raises into our errors; a ClientError with a code of `passing` goes through."""
    try:
        yield
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        if code in passing:
            raise
        raise _translated(action, code) from None
    except BotoCoreError as error:
        raise UnreachableError(
            f"Secrets Manager can't be reached ({type(error).__name__} in {action})",
            way_out="check the function's network and the region's VPC endpoint",
        ) from None


def _translated(action: str, code: str) -> RotationError:
    if code in _DENIED:
        return PermissionMissingError(
            f"the function's role may not do {action} ({code})",
            way_out=f"allow {action} on the secret, and its KMS key, in the function's role",
        )
    if code in _LATER:
        return UnreachableError(f"{action} failed with {code}", way_out="nothing to do: the step is repeated")
    if code == "ResourceNotFoundException":
        return ValueShapeError(f"{action} found no such secret or value", way_out="create it, and put a first value")
    return RotationError(
        f"{action} failed with {code or 'an unknown error'}", way_out="look the code up in AWS's manual"
    )
