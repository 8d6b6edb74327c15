"""The server as a process of its own, and the SDK's client on its pipes."""

from __future__ import annotations

import json
import os
import sys
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import anyio
import pytest
from mcp import Client, StdioServerParameters, stdio_client

from tests.operations import catalogues
from tests.stores.fixtures import vault_server

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.stores import servers

__all__ = ["vault_server"]  # fixtures, for this room


PROJECTS = """\
workspace: projects
title: Projects of the tests
description: Values of the projects that the tests know, stored first.
owner: platform-team
store: vault
environments: [production]
paths: ["project/{project}/{secret_name}", "meta/{service}/{name}"]
secrets:
  - path: project/odin/openai_api_key
    description: OpenAI key with which Odin's assistants answer.
    type: api-key
    source: {origin: supplied, where: OpenAI Platform > API keys}
    checks: [{not_ends_with: -test}]
  - path: project/odin/jwt_secret
    name: ODIN_JWT_SECRET
    description: Key that signs the session tokens of Odin.
    type: crypto
    source: {origin: supplied, where: Odin > Settings > Keys}
  - path: meta/cloudflare/api_token
    name: CLOUDFLARE_API_TOKEN
    description: Cloudflare token with which the projects' zones are edited.
    type: token
    source: {origin: supplied, where: Cloudflare > My Profile > API Tokens}
"""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a tool answered: data, or the text of an error."""

    failed: bool
    text: str

    @property
    def data(self) -> Any:
        """The result as JSON."""
        return json.loads(self.text)


@dataclass(frozen=True, kw_only=True)
class Served:
    """The server of one test: its folder, its environment, and a way to call its tools."""

    folder: Path
    environment: dict[str, str]

    @property
    def settings(self) -> Path:
        """The configuration, which a test may write."""
        return self.folder / "strongroom.toml"

    @property
    def journal(self) -> Path:
        """What was written down."""
        return self.folder / "journal.jsonl"

    @property
    def log(self) -> Path:
        """Everything that the server wrote to its standard error."""
        return self.folder / "server.log"

    @asynccontextmanager
    async def client(self) -> AsyncIterator[Client]:
        """A process with the SDK's own client at it."""
        parameters = StdioServerParameters(
            command=sys.executable,
            args=["-m", "strongroom", "mcp"],
            env={**os.environ, **self.environment},
        )
        with self.log.open("a") as log:
            async with Client(stdio_client(parameters, errlog=log)) as client:
                yield client

    def call(self, *calls: tuple[str, dict[str, Any]]) -> list[Answer]:
        """Call tools one after the other, in one process."""
        answers: list[Answer] = []

        async def conversation() -> None:
            async with self.client() as client:
                for name, arguments in calls:
                    result = await client.call_tool(name, arguments)
                    text = "".join(getattr(part, "text", "") for part in result.content)
                    answers.append(Answer(failed=bool(result.is_error), text=text))

        anyio.run(conversation)
        return answers


@pytest.fixture
def served(vault_server: servers.Server, tmp_path: Path) -> Served:
    """A server over a fresh journal and the projects' entries, with nothing in the store."""
    import httpx

    headers = {"X-Vault-Token": vault_server.environment["VAULT_TOKEN"]}
    for path in ("project/odin/openai_api_key", "project/odin/jwt_secret", "meta/cloudflare/api_token"):
        httpx.delete(f"{vault_server.url}/v1/secret/metadata/{path}", headers=headers).raise_for_status()
    environment = {
        **vault_server.environment,
        "STRONGROOM_CATALOGUE": str(catalogues.write(tmp_path, projects=PROJECTS)),
        "STRONGROOM_ENVIRONMENT": "local",
        "STRONGROOM_JOURNAL": str(tmp_path / "journal.jsonl"),
        "HOME": str(tmp_path),
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    return Served(folder=tmp_path, environment=environment)
