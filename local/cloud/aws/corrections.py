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
