"""A small real program, run by the real engine against the served providers and the emulator."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from local.cloud.running import backend_url
from local.engine import ensure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_ROOT: Final = Path(__file__).parents[3]
_PROGRAM: Final = """
import pulumi
import pulumi_aws as aws
import pulumi_random as random

key = aws.kms.Key("seal", description="seal", enable_key_rotation=True, tags={"Owner": "platform"})
aws.kms.Alias("seal", target_key_id=key.key_id)
for number in range(4):
    entry = aws.secretsmanager.Secret(f"entry-{number}", kms_key_id=key.arn, recovery_window_in_days=0)
    value = random.RandomPassword(f"value-{number}", length=32)
    aws.secretsmanager.SecretVersion(f"version-{number}", secret_id=entry.id, secret_string=value.result)
vpc = aws.ec2.Vpc("network", cidr_block="10.0.0.0/16")
aws.ec2.Subnet("private", vpc_id=vpc.id, cidr_block="10.0.1.0/24")
west = aws.Provider("west", region="us-west-2")
away = aws.kms.Key("away", opts=pulumi.ResourceOptions(provider=west))
pulumi.export("away", away.arn)
pulumi.export("subnet", vpc.id)
"""
SECRETS: Final = 4
KEYS: Final = 1  # in the default region
RESOURCES: Final = 19  # the stack and the explicit provider too


@dataclass(frozen=True, kw_only=True)
class Stack:
    """One stack in its own directory."""

    directory: Path
    environment: Mapping[str, str]

    def command(self, *arguments: str) -> list[str]:
        return ["pulumi", *arguments, "--non-interactive", "--stack", "local"]

    def run(self, *arguments: str, check: bool = True) -> str:
        """Run a pulumi command to its end; its output."""
        process = subprocess.run(
            self.command(*arguments),
            cwd=self.directory,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        output = process.stdout + process.stderr
        assert not check or process.returncode == 0, output
        return output

    def begin(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start a pulumi command in a process group of its own."""
        return subprocess.Popen(
            self.command(*arguments),
            cwd=self.directory,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )


@dataclass(kw_only=True)
class Providers:
    """The providers process; `log` is what it wrote so far."""

    process: subprocess.Popen[bytes]
    ports: Mapping[str, int]
    file: Path

    @property
    def effects(self) -> int:
        """How many resources were created so far."""
        return self.file.read_text().count(" created urn:")

    def end(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=30)


def serve(directory: Path, endpoint: str) -> Providers:
    """Start the providers; the journal lies in the directory."""
    environment = {**os.environ, "AWS_ENDPOINT_URL": endpoint, "STRONGROOM_LOCAL_DIR": str(directory / "local")}
    for name in ("GITHUB_BASE_URL", "VAULT_ADDR"):
        environment.pop(name, None)
    file = directory / "providers.log"
    with file.open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "local.providers"], cwd=_ROOT, env=environment, stdout=subprocess.PIPE, stderr=log
        )
    assert process.stdout is not None
    with process.stdout as ready:
        return Providers(process=process, ports=json.loads(ready.readline()), file=file)


def stack_in(directory: Path, providers: Providers) -> Stack:
    """The program's stack, made when it is not there yet."""
    (directory / "state").mkdir(exist_ok=True)
    passphrase = directory / "passphrase"
    if not passphrase.exists():
        passphrase.write_text(secrets.token_urlsafe(24))
        (directory / "Pulumi.yaml").write_text("name: strongroom\nruntime: python\n")
        (directory / "__main__.py").write_text(_PROGRAM)
    engine = ensure()
    path = os.pathsep.join([str(engine.bin), str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {
        **os.environ,
        "PATH": path,
        "PULUMI_BACKEND_URL": backend_url(directory / "state"),
        "PULUMI_HOME": str(directory / "home"),
        "PULUMI_CONFIG_PASSPHRASE_FILE": str(passphrase),
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        "PULUMI_DEBUG_PROVIDERS": ",".join(f"{name}:{port}" for name, port in providers.ports.items()),
    }
    stack = Stack(directory=directory, environment=environment)
    if not (directory / "Pulumi.local.yaml").exists():
        stack.run("stack", "init")
    return stack


@contextmanager
def running(directory: Path, endpoint: str) -> Iterator[tuple[Stack, Providers]]:
    """Providers and stack, ended with the block."""
    providers = serve(directory, endpoint)
    try:
        yield stack_in(directory, providers), providers
    finally:
        providers.end()
