"""Rotations as Secrets Manager knows them: where each stands, how one is begun, finished and undone.

Secrets Manager drives: it calls the entry's function through four steps. Only the labels of the versions tell how far
it came, and only the function's log why it stopped.
https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_turn-on-for-other.html
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from strongroom import naming
from strongroom.stores import aws_client, version_id
from strongroom.stores.aws_errors import translated, version_is_missing
from strongroom.stores.errors import ConflictError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mypy_boto3_secretsmanager import SecretsManagerClient

CURRENT, PENDING = "AWSCURRENT", "AWSPENDING"
INITIAL = "strongroom-initial"  # of the value that the program wrote once, when it made the entry
_LOG_EVENTS = 50


@dataclass(frozen=True, kw_only=True)
class RotationState:
    """One entry: whether it rotates, and the versions that matter.

    `rotated` is when the last rotation ended, `changed` when the present value came, by whatever way; `following` is
    when the schedule has the next one begin. `pending` is the version of a rotation that has not ended. `initial`: the
    present value is the one that the program wrote when it made the entry.
    """

    path: str
    arn: str
    enabled: bool
    function: str | None
    current: str | None
    pending: str | None
    changed: datetime | None
    rotated: datetime | None
    following: datetime | None
    initial: bool = False


@dataclass(frozen=True, kw_only=True)
class Failure:
    """What a function wrote down when a step failed."""

    at: datetime
    step: str
    problem: str
    way_out: str

    def __str__(self) -> str:
        return f"{self.step} failed at {self.at:%Y-%m-%d %H:%MZ}: {self.problem}; {self.way_out}"


@dataclass(frozen=True)
class Rotations:
    """The rotations of one environment's entries."""

    environment: str
    client: SecretsManagerClient

    @classmethod
    def open(cls, environment: str) -> Rotations:
        """Connect as the AWS configuration says; no call is made yet."""
        with translated("Secrets Manager", environment=environment):
            return cls(environment, aws_client.secrets_manager())

    def state(self, path: str) -> RotationState:
        """Where the rotation of one entry stands; raises NotFoundError where no container was made for it."""
        with translated(self._address(path), environment=self.environment):
            found = self.client.describe_secret(SecretId=self._name(path))
        return _state(path, found, found.get("VersionIdsToStages", {}))

    def states(self) -> Mapping[str, RotationState]:
        """Where every entry of the environment stands: one call for each hundred."""
        found: dict[str, RotationState] = {}
        start = self._name("")
        with translated("Secrets Manager", environment=self.environment):
            pages = self.client.get_paginator("list_secrets").paginate(Filters=[{"Key": "name", "Values": [start]}])
            for item in (item for page in pages for item in page["SecretList"]):
                if item["Name"].startswith(start):
                    path = item["Name"].removeprefix(start)
                    found[path] = _state(path, item, item.get("SecretVersionsToStages", {}))
        return found

    def begin(self, path: str, token: str) -> None:
        """Have a rotation begun whose new version is `token`; raises ConflictError where another is under way."""
        if not self._rotate(path, token):
            raise ConflictError(
                place=self._address(path),
                problem="an earlier rotation has not ended; Secrets Manager tries that one again now",
                way_out=f"see where it stands: strongroom rotation unstick {path}",
            )

    def resume(self, path: str, pending: str) -> None:
        """Have the rotation that has not ended tried again, with the version that it made."""
        self._rotate(path, pending)  # a refusal says just that: it is tried again

    def _rotate(self, path: str, token: str) -> bool:
        """Ask for a rotation whose new version is `token`; False where another is under way, which is tried again."""
        action = "secretsmanager:RotateSecret"
        try:
            with translated(self._address(path), environment=self.environment, action=action, passing=_is_under_way):
                self.client.rotate_secret(SecretId=self._name(path), ClientRequestToken=token)
        except ClientError:
            return False
        return True

    def undo(self, path: str, pending: str) -> None:
        """Take AWSPENDING off the version of a rotation that has not ended; what is current stays current."""
        action = "secretsmanager:UpdateSecretVersionStage"
        with translated(self._address(path), environment=self.environment, action=action):
            self.client.update_secret_version_stage(
                SecretId=self._name(path), VersionStage=PENDING, RemoveFromVersionId=pending
            )

    def begun(self, path: str, version: str) -> datetime | None:
        """When a version was made: its own id tells where it is one of ours, else the store's list."""
        if moment := version_id.moment(version):
            return moment
        token: dict[str, Any] = {}
        while True:
            with translated(self._address(path), environment=self.environment):
                page = self.client.list_secret_version_ids(SecretId=self._name(path), **token)
            for item in page["Versions"]:
                if item["VersionId"] == version:
                    return _utc(item["CreatedDate"])
            if "NextToken" not in page:
                return None
            token = {"NextToken": page["NextToken"]}

    def has_value(self, path: str, version: str) -> bool:
        """Whether createSecret has filled a version. The value itself is dropped at once."""
        try:
            with translated(self._address(path), environment=self.environment, passing=version_is_missing):
                self.client.get_secret_value(SecretId=self._name(path), VersionId=version)
        except ClientError:
            return False
        return True

    def failure(self, state: RotationState, since: datetime) -> Failure | None:
        """The last failure of an entry's function since then; None where there is none, or the log is not for us."""
        if state.function is None:
            return None
        try:
            found = aws_client.logs().filter_log_events(
                logGroupName=self.log_group(state),
                filterPattern=f'"{state.arn}"',
                startTime=int(since.timestamp() * 1000),
                limit=_LOG_EVENTS,
            )
        except (BotoCoreError, ClientError):
            return None
        failures = [failure for event in found["events"] for failure in _failures(event["message"], event["timestamp"])]
        return max(failures, key=lambda failure: failure.at, default=None)

    def log_group(self, state: RotationState) -> str:
        """Where the entry's function writes."""
        purpose = (state.function or "").removeprefix(naming.resource(self.environment, ""))
        return naming.log_group(self.environment, purpose)

    def _name(self, path: str) -> str:
        return naming.secrets_manager(self.environment, path)

    def _address(self, path: str) -> str:
        return f"secrets-manager:{self._name(path)}"


def _is_under_way(error: ClientError) -> bool:
    told = error.response["Error"]
    return told["Code"] == "InvalidRequestException" and "previous rotation" in told.get("Message", "")


def _failures(message: str, milliseconds: int) -> Iterator[Failure]:
    """A line of the function's log that tells of a failure, see rotation/handler.py."""
    try:
        line: dict[str, Any] = json.loads(message[message.index("{") :])
    except ValueError:
        return
    if line.get("level") == "ERROR" and "way_out" in line:
        at = datetime.fromtimestamp(milliseconds / 1000, tz=UTC)
        problem, way_out = str(line.get("message", "")), str(line["way_out"])
        yield Failure(at=at, step=str(line.get("step", "a step")), problem=problem, way_out=way_out)


def _state(path: str, found: Any, stages: Mapping[str, list[str]]) -> RotationState:
    current = next((version for version, labels in stages.items() if CURRENT in labels), None)
    pending = next((version for version, labels in stages.items() if PENDING in labels), None)
    changed = found.get("LastChangedDate") or found.get("CreatedDate")
    return RotationState(
        path=path,
        arn=found["ARN"],
        enabled=found.get("RotationEnabled", False),
        function=(found.get("RotationLambdaARN") or "").rpartition(":")[2] or None,
        current=current,
        pending=pending if pending != current else None,
        changed=(version_id.moment(current) or _utc(changed)) if current and changed else None,
        rotated=_maybe(found.get("LastRotatedDate")),
        following=_maybe(found.get("NextRotationDate")),
        initial=current is not None and INITIAL in stages[current],
    )


def _maybe(moment: datetime | None) -> datetime | None:
    return _utc(moment) if moment else None


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
