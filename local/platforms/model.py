"""What the stand-in knows: apps with secrets and machines, environments with revisions, clusters with keys."""

from __future__ import annotations

import base64
import hashlib
import secrets
from datetime import UTC, datetime
from typing import Any

from nacl.secret import SecretBox
from pydantic import BaseModel, Field


def now() -> str:
    """The time as both services write it."""
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")


class AppSecret(BaseModel):
    """A secret of an app; its value is kept encrypted."""

    name: str
    sealed: str
    digest: str
    created_at: str = Field(default_factory=now)
    updated_at: str = Field(default_factory=now)


class Machine(BaseModel):
    """A machine, and the secrets that it took with its last update."""

    id: str
    state: str = "started"
    instance_id: str = Field(default_factory=lambda: secrets.token_hex(13))
    region: str = "fra"
    config: dict[str, Any] = {}
    checks: list[dict[str, str]] = []
    created_at: str = Field(default_factory=now)
    updated_at: str = Field(default_factory=now)
    nonce: str | None = None
    leased_until: float = 0.0
    taken: dict[str, str] = {}  # name -> sealed value


class App(BaseModel):
    """An app."""

    name: str
    organisation: str = "personal"
    version: int = 0  # of its secrets
    secrets: dict[str, AppSecret] = {}
    machines: dict[str, Machine] = {}


class Environment(BaseModel):
    """An environment: the definition with its secrets encrypted."""

    text: str = ""
    revision: int = 1
    created: str = Field(default_factory=now)

    @property
    def tag(self) -> str:
        """Names this very revision and text."""
        return hashlib.sha256(f"{self.revision} {self.text}".encode()).hexdigest()[:32]


class World(BaseModel):
    """Everything, with the key that keeps values from whoever looks at the file in passing."""

    key: str = Field(default_factory=lambda: base64.b64encode(secrets.token_bytes(SecretBox.KEY_SIZE)).decode())
    apps: dict[str, App] = {}
    environments: dict[str, Environment] = {}  # by organisation/project/environment
    clusters: dict[str, str] = {}  # name -> private key of its controller, PEM

    def seal(self, text: str) -> str:
        """Encrypt; never twice the same."""
        return base64.b64encode(SecretBox(base64.b64decode(self.key)).encrypt(text.encode())).decode()

    def open(self, sealed: str) -> str:
        """Decrypt."""
        return SecretBox(base64.b64decode(self.key)).decrypt(base64.b64decode(sealed)).decode()
