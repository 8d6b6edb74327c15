"""Runs `pulumi` for one stack: its environment, its configuration file, its leftovers."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import psutil
import yaml

from local.cloud.paths import PROJECT

if TYPE_CHECKING:
    from collections.abc import Mapping

# What a stack's configuration file says of its secrets provider belongs to that stack's own backend.
_OF_THE_BACKEND = ("secretsprovider", "encryptedkey", "encryptionsalt")
POLICY_PACK = "policy"
# The local shell names the pack for a person's plain commands. Named by an argument too, it is a second pack to the
# engine: it judges everything twice, and every finding is told twice.
_PACK_OF_THE_SHELL = "PULUMI_OPTION_POLICY_PACK"


class PulumiError(Exception):
    """The engine ended with a failure. `output` is what it printed where that was not shown to the user."""

    def __init__(self, message: str, output: str = "") -> None:
        super().__init__(message)
        self.output = output


@dataclass(frozen=True, kw_only=True)
class PulumiCli:
    """`pulumi` with an environment, for one stack whose configuration is a copy in `config_file`.

    `configuration` wins over the stack's own keys: `{"strongroom:catalogue": "elsewhere"}`; None leaves a key out.
    """

    stack: str
    environment: Mapping[str, str]
    config_file: Path
    configuration: Mapping[str, Any] = field(default_factory=dict)

    def run(self, *arguments: str, stdout: int | None = None, stderr: int | None = None) -> str:
        """Run a command in the project's folder; its output is the user's unless redirected.

        Raises:
            PulumiError: when it fails.
        """
        finished = subprocess.run(
            [self._executable(), *arguments, *([] if _is_watched(stdout) else ["--non-interactive"])],
            cwd=PROJECT,
            env={name: value for name, value in self.environment.items() if name != _PACK_OF_THE_SHELL},
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
            text=True,
            check=False,
        )
        if finished.returncode:
            said = f"\n{finished.stderr}" if finished.stderr else ""
            message = f"pulumi {arguments[0]} ended with {finished.returncode}{said}"
            raise PulumiError(message, finished.stdout or "")
        return finished.stdout or ""

    def ask(self, *arguments: str) -> Any:
        """Run a command that prints JSON."""
        return json.loads(self.run(*arguments, "--stack", self.stack, stdout=subprocess.PIPE))

    def select(self) -> None:
        """Make the stack where it is missing, and free it from a lock whose holder is gone."""
        copy_configuration(self.stack, self.config_file, self.configuration)
        # This command knows no --config-file: it runs where the copy is the stack's file.
        shutil.copyfile(PROJECT / "Pulumi.yaml", self.config_file.with_name("Pulumi.yaml"))
        there = ("--cwd", str(self.config_file.parent))
        self.run("stack", "select", "--create", self.stack, *there, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if has_stale_lock(self.environment):
            print("an earlier run was killed and left the stack locked: unlocking it", flush=True)
            self.run("cancel", self.stack, "--yes", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if self.ask("stack", "export").get("deployment", {}).get("pending_operations"):
            # Whether they took effect is unknown; the local providers adopt what they made for the same resource.
            print("an earlier run was killed with operations under way: reading what there is", flush=True)
            self.operate("refresh", "--yes", "--skip-preview", "--clear-pending-creates", stdout=subprocess.PIPE)

    def operate(self, operation: str, *arguments: str, stdout: int | None = None) -> str:
        """Run `up`, `preview`, `refresh` or `destroy` on the stack."""
        return self.run(
            operation, "--stack", self.stack, "--config-file", str(self.config_file), *arguments, stdout=stdout
        )

    def with_environment(self, variables: Mapping[str, str]) -> PulumiCli:
        """The same, with further variables."""
        return replace(self, environment={**self.environment, **variables})

    def _executable(self) -> str:
        found = shutil.which("pulumi", path=self.environment["PATH"])
        if not found:
            raise PulumiError("no pulumi on the PATH that the local environment gives; run `python -m local engine`")
        return found


def _is_watched(stdout: int | None) -> bool:
    """Whether a person looks at what the engine draws."""
    return stdout is None and sys.stdout.isatty()


def copy_configuration(stack: str, target: Path, overrides: Mapping[str, Any]) -> None:
    """Copy `Pulumi.<stack>.yaml`, so that the engine writes its salt into the copy and never into the repository."""
    own = yaml.safe_load((PROJECT / f"Pulumi.{stack}.yaml").read_text())
    config = {key: value for key, value in {**own["config"], **overrides}.items() if value is not None}
    content = {"config": config, **_backend_lines(target)}
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(".partial")
    partial.write_text(yaml.safe_dump(content, sort_keys=False))
    partial.replace(target)


def _backend_lines(earlier: Path) -> dict[str, Any]:
    if not earlier.exists():
        return {}
    content = yaml.safe_load(earlier.read_text()) or {}
    return {key: content[key] for key in _OF_THE_BACKEND if key in content}


def has_stale_lock(environment: Mapping[str, str]) -> bool:
    """Whether the file backend holds locks and none of their holders lives."""
    folder = Path(urlsplit(environment["PULUMI_BACKEND_URL"]).path)
    locks = [json.loads(path.read_text()) for path in folder.glob(".pulumi/locks/**/*.json")]
    return bool(locks) and not any(_lives(lock["pid"]) for lock in locks)


def _lives(pid: int) -> bool:
    try:
        holder = psutil.Process(pid)
        return "pulumi" in holder.name() and holder.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def with_path(environment: Mapping[str, str], folder: Path) -> dict[str, str]:
    """The environment with `folder` first on its PATH."""
    return {**environment, "PATH": f"{folder}{os.pathsep}{environment.get('PATH', os.defpath)}"}
