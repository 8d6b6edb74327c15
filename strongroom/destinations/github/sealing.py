"""Sealing a value for GitHub, with the public key of the place that receives it.

https://docs.github.com/rest/guides/encrypting-secrets-for-the-rest-api
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nacl.public import PublicKey, SealedBox

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import SecretStr


@dataclass(frozen=True)
class SealingKey:
    """A place's public key, as GitHub gives it."""

    key_id: str
    key: str

    @classmethod
    def of(cls, answer: Mapping[str, str]) -> SealingKey:
        """The key in GitHub's answer."""
        return cls(answer["key_id"], answer["key"])

    def seal(self, value: SecretStr) -> dict[str, str]:
        """The body of a request that sets a secret: only GitHub can open it."""
        box = SealedBox(PublicKey(base64.b64decode(self.key)))
        sealed = box.encrypt(value.get_secret_value().encode())
        return {"encrypted_value": base64.b64encode(sealed).decode(), "key_id": self.key_id}
