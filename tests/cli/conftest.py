"""The command against real stores: in this process for speed, or as a process of its own where that is the point."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from strongroom.cli.main import run
from tests.cli.mirroring import BAZAAR, Bazaar
from tests.cli.mirroring import SUPPLIED as OF_BAZAAR
from tests.destinations import platforms, stand_in
from tests.operations import catalogues
from tests.stores import servers
from tests.stores.fixtures import aws_server, vault_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["aws_server", "vault_server"]  # fixtures, for this room


@pytest.fixture(scope="session")
def catalogue_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalogue with an entry of each kind."""
    return catalogues.write(tmp_path_factory.mktemp("cli"))


@dataclass(frozen=True, kw_only=True)
class Result:
    """How a run of the command ended, and what it wrote."""

    code: int
    out: bytes
    err: str

    @property
    def json(self) -> Any:
        """What it wrote to stdout, as JSON."""
        return json.loads(self.out)


@dataclass
class Command:
    """`strongroom` with an environment of its own."""

    environment: dict[str, str]
    monkeypatch: pytest.MonkeyPatch
    capture: pytest.CaptureFixture[bytes]
    journal: Path
    outputs: list[str] = field(default_factory=list)

    def __call__(self, *arguments: str, stdin: bytes = b"") -> Result:
        """Run in this process; `stdin` is the pipe."""
        with self.monkeypatch.context() as patch:
            for name, text in self.environment.items():
                patch.setenv(name, text)
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
            self.capture.readouterr()
            code = run(list(arguments))
        out, err = self.capture.readouterr()
        return Result(code=code, out=out, err=err.decode())

    def start(self, *arguments: str, **options: Any) -> subprocess.Popen[bytes]:
        """Start a process of its own, with pipes."""
        settings: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE) | options
        command = [sys.executable, "-m", "strongroom", *arguments]
        return subprocess.Popen(command, env={**os.environ, **self.environment}, **settings)

    def records(self) -> list[dict[str, Any]]:
        """What the journal has."""
        return [json.loads(line) for line in self.journal.read_text().splitlines()] if self.journal.exists() else []


@pytest.fixture
def command(
    catalogue_directory: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> Command:
    """The command in the local environment, without any store yet."""
    for name in (
        "AWS_ENDPOINT_URL",
        "AWS_PROFILE",
        "VAULT_ADDR",
        "VAULT_TOKEN",
        "GITHUB_TOKEN",
        "FLY_API_TOKEN",
        "PULUMI_ACCESS_TOKEN",
        "STRONGROOM_ESC_TOKEN",
        "STRONGROOM_CLUSTERS",
        "STRONGROOM_ENVIRONMENT",
    ):
        monkeypatch.delenv(name, raising=False)
    environment = {
        "STRONGROOM_CATALOGUE": str(catalogue_directory),
        "STRONGROOM_ENVIRONMENT": "local",
        "STRONGROOM_JOURNAL": str(tmp_path / "journal.jsonl"),
        "AWS_REGION": "us-east-1",
        "HOME": str(tmp_path),
        "COLUMNS": "200",
        "NO_COLOR": "1",
        "TERM": "dumb",
    }
    return Command(environment, monkeypatch, capsysbinary, tmp_path / "journal.jsonl")


@pytest.fixture
def rooms(command: Command, aws_server: servers.Server, vault_server: servers.Server) -> Command:
    """The command with both stores, and fresh containers for the entries of the catalogue."""
    command.environment |= {**aws_server.environment, **vault_server.environment}
    fresh(aws_server, vault_server)
    return command


@pytest.fixture(scope="package")
def github_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[stand_in.Github]:
    """The GitHub stand-in."""
    with stand_in.github(tmp_path_factory.mktemp("github")) as server:
        yield server


@pytest.fixture(scope="package")
def platforms_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[platforms.Platforms]:
    """Fly, ESC and the controllers of clusters."""
    with platforms.running_platforms(tmp_path_factory.mktemp("platforms")) as server:
        yield server


@pytest.fixture
def bazaar(
    *,
    rooms: Command,
    github_server: stand_in.Github,
    platforms_server: platforms.Platforms,
    aws_server: servers.Server,
    vault_server: servers.Server,
    tmp_path: Path,
) -> Bazaar:
    """The command with both stores, GitHub and Fly, and a catalogue of its own, before anything was delivered."""
    github_server.fresh("shop/site", "staging", "production")
    platforms_server.fresh(apps={"bazaar": 2})
    folder = catalogues.write(tmp_path, bazaar=BAZAAR)
    rooms.environment |= {**github_server.environment, **platforms_server.environment}
    rooms.environment["STRONGROOM_CATALOGUE"] = str(folder)
    found = Bazaar(run=rooms, github=github_server, aws=aws_server, vault=vault_server, catalogue=folder)
    found.containers(*OF_BAZAAR)
    headers = {"X-Vault-Token": vault_server.environment["VAULT_TOKEN"]}
    httpx.delete(f"{vault_server.url}/v1/secret/metadata/bazaar/mongodb/login", headers=headers).raise_for_status()
    return found


SUPPLIED = ["shop/payment/api_key", "shop/payment/site_id", "shop/notion/database", "shop/mongodb/connection"]


def fresh(aws: servers.Server, vault: servers.Server) -> None:
    """Make the stores as `pulumi up` leaves them: containers in Secrets Manager, nothing in Vault."""
    client = servers.secrets_client(aws.url)
    for entry in client.list_secrets(IncludePlannedDeletion=True, MaxResults=100)["SecretList"]:
        client.delete_secret(SecretId=entry["Name"], ForceDeleteWithoutRecovery=True)
    for path in SUPPLIED:
        client.create_secret(Name=f"local/{path}")
    headers = {"X-Vault-Token": vault.environment["VAULT_TOKEN"]}
    for path in ("vaulted/mail/api_key", "vaulted/mail/login"):
        httpx.delete(f"{vault.url}/v1/secret/metadata/{path}", headers=headers).raise_for_status()
