"""The local stack of a test: a cloud, a state and a catalogue of its own."""

from __future__ import annotations

import json
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import boto3
import httpx
import psutil
import yaml

from local import cloud
from local.cloud.paths import PROJECT
from local.stack import apply
from local.stack.pulumi_cli import PulumiError
from local.stack.seeding import seed_github
from strongroom.catalogue import load
from tests.engine import catalogues

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from local.stack.pulumi_cli import PulumiCli


@dataclass(frozen=True, kw_only=True)
class LocalStack:
    """What a test does with its stack; everything lies under `directory`.

    Vault, rotation and the mirror's role are in its program where `configuration` puts them; its updates go without the
    policy pack, which `make up` and every preview have.
    """

    directory: Path
    catalogue: Path
    configuration: dict[str, Any] = field(default_factory=dict)

    def declare(self, secrets: list[dict[str, Any]]) -> None:
        """Write the catalogue anew."""
        catalogues.write(self.catalogue, secrets)

    def start(self) -> cloud.Cloud:
        """Start what is not running, seed GitHub, make the stack."""
        running = cloud.start(self.directory)
        seed_github(self.cli.environment, load(self.catalogue))
        self.cli.select()
        return running

    @property
    def cli(self) -> PulumiCli:
        """The engine for this stack."""
        without = dict.fromkeys(("strongroom:vault", "strongroom:rotation", "strongroom:mirror"))
        configuration = {"strongroom:catalogue": str(self.catalogue), **without, **self.configuration}
        return apply.of_cloud(cloud.Cloud.load(self.directory), configuration)

    def up(self, *arguments: str) -> str:
        """Apply; returns what the engine printed. Raises PulumiError with it where the engine says no."""
        self.cli.select()
        try:
            return self.cli.operate("up", "--yes", "--skip-preview", *arguments, stdout=subprocess.PIPE)
        except PulumiError as error:
            error.add_note(error.output)  # for whoever reads of a failed test
            raise

    @contextmanager
    def begin_up(self, *arguments: str) -> Iterator[psutil.Process]:
        """An `up` in the background that a test may kill; what still runs at the end is killed."""
        self.cli.select()
        command = [
            "pulumi", "up", "--stack", "local", "--config-file", str(self.cli.config_file),
            "--yes", "--skip-preview", "--non-interactive", *arguments,
        ]  # fmt: skip
        with subprocess.Popen(
            command, cwd=PROJECT, env=dict(self.cli.environment), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        ) as process:
            yield psutil.Process(process.pid)
            if process.poll() is None:
                process.kill()

    def refresh(self, *arguments: str) -> str:
        """Read everything anew from the cloud into the state."""
        return self.cli.operate("refresh", "--yes", "--skip-preview", *arguments, stdout=subprocess.PIPE)

    def export(self, *arguments: str) -> Any:
        """The state, as the engine keeps it."""
        exported = self.cli.run("stack", "export", "--stack", "local", *arguments, stdout=subprocess.PIPE)
        return json.loads(exported)["deployment"]

    def resources(self, type_: str) -> list[dict[str, Any]]:
        """Resources of one type in the state."""
        return [one for one in self.export().get("resources", []) if one["type"] == type_]

    def aws(self, service: str, region: str | None = None) -> Any:
        """A client of the emulator, in the stack's region or another one."""
        environment = self.cli.environment
        return boto3.client(
            service,  # type: ignore[call-overload]  # any service, by name
            endpoint_url=environment["AWS_ENDPOINT_URL"],
            region_name=region or environment["AWS_REGION"],
            aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
        )

    def github(self) -> httpx.Client:
        """A client of the GitHub stand-in."""
        environment = self.cli.environment
        return httpx.Client(
            base_url=environment["GITHUB_BASE_URL"], headers={"Authorization": f"Bearer {environment['GITHUB_TOKEN']}"}
        )

    def secret_names(self) -> list[str]:
        """Names of the entries in Secrets Manager."""
        pages = self.aws("secretsmanager").get_paginator("list_secrets").paginate()
        return sorted(secret["Name"] for page in pages for secret in page["SecretList"])

    def current(self, path: str) -> str:
        """The current value of an entry."""
        answer = self.aws("secretsmanager").get_secret_value(SecretId=f"local/{path}", VersionStage="AWSCURRENT")
        return str(answer["SecretString"])


@contextmanager
def started(folder: Path, configuration: dict[str, Any] | None = None) -> Iterator[LocalStack]:
    """A started cloud with the small catalogue; nothing is applied yet. Everything ends with the block."""
    made = LocalStack(
        directory=folder / "cloud",
        catalogue=catalogues.write(folder / "catalogue", catalogues.entries()),
        configuration=configuration or {},
    )
    try:
        made.start()
        yield made
    finally:
        cloud.stop(made.directory)


def vault_of_the_local_stack() -> dict[str, Any]:
    """The configuration that leaves the program its Vault."""
    settings = yaml.safe_load((PROJECT / "Pulumi.local.yaml").read_text())["config"]
    return {"strongroom:vault": settings["strongroom:vault"]}
