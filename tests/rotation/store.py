"""Secrets Manager as the tests see it: the emulator's, with the semantics that rotation builds on."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_secretsmanager.type_defs import TagTypeDef


@dataclass(frozen=True)
class Secret:
    """One entry of a test."""

    client: SecretsManagerClient
    name: str

    @classmethod
    def create(cls, client: SecretsManagerClient, value: str, settings: str = "", owner: str = "some-team") -> Secret:
        """A new entry with its first value."""
        name = f"local/tests/{uuid.uuid4().hex}"
        tags: list[TagTypeDef] = [{"Key": "RotationSettings", "Value": settings}, {"Key": "Owner", "Value": owner}]
        client.create_secret(Name=name, SecretString=value, Tags=tags)
        return cls(client, name)

    @property
    def labels(self) -> dict[str, list[str]]:
        """Labels by version."""
        return dict(self.client.describe_secret(SecretId=self.name).get("VersionIdsToStages", {}))

    def holders(self, label: str) -> list[str]:
        """The versions that bear a label."""
        return [version for version, held in self.labels.items() if label in held]

    def value(self, label: str = "AWSCURRENT") -> str | None:
        """The value under a label."""
        holders = self.holders(label)
        if not holders:
            return None
        try:
            return self.client.get_secret_value(SecretId=self.name, VersionId=holders[0])["SecretString"]
        except self.client.exceptions.ResourceNotFoundException:
            return None  # a version that nobody has filled

    def put(self, value: str) -> None:
        """What a person does."""
        self.client.put_secret_value(SecretId=self.name, SecretString=value)


def texts(value: str | None) -> set[str]:
    """Whatever of a value is secret: its texts that are long enough to be one."""
    if value is None:
        return set()
    try:
        document = json.loads(value)
    except ValueError:
        return {value}
    found = {document.get("password"), *(key["value"] for key in document.get("keys", []))}
    return {text for text in found if text}
