"""Where the emulator answers otherwise than AWS, and it matters here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import ModuleType


def keep_new_secrets_empty(secretsmanager: ModuleType) -> None:
    """A secret that is created without a value has no version; the emulator makes an empty AWSCURRENT one.

    Without this, whoever asks "has a value been put?" is told yes at once.
    """
    store = secretsmanager._store_new_secret

    def store_without_empty_version(name: str, *arguments: Any, **keywords: Any) -> tuple[str, str]:
        arn, version = store(name, *arguments, **keywords)
        versions = secretsmanager._secrets[name]["Versions"]
        if versions[version]["SecretString"] is None and versions[version]["SecretBinary"] is None:
            del versions[version]
        return arn, version

    secretsmanager.__dict__["_store_new_secret"] = store_without_empty_version


def keep_labels_on_one_version(secretsmanager: ModuleType) -> None:
    """A label that PutSecretValue sets leaves the version that had it; the emulator leaves it on both.

    Without this, the first rotation after one that was cut off at its last call ends with two pending versions.
    """
    put = secretsmanager._put_secret_value

    def put_and_move(data: dict[str, Any]) -> Any:
        answer = put(data)
        _, secret = secretsmanager._resolve(data.get("SecretId"))
        version = data.get("ClientRequestToken")
        if secret and version in secret["Versions"]:
            for label in secret["Versions"][version]["Stages"]:
                secretsmanager._remove_stage_everywhere(secret, label, except_version_id=version)
        return answer

    secretsmanager.__dict__["_put_secret_value"] = put_and_move
