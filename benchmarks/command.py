"""How long the command takes to start, over what it can't do without: Python, its libraries, parsing the YAML.

Each command is paired with the least program that has to be there for it. All of them run one after the other in
every round, so that a slow moment of the machine meets them alike. `status` asks the AWS emulator and, for the
workspaces that keep their record in Vault, reports them as not measured.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from local import cloud

ROUNDS = 7
PROJECT = Path(__file__).resolve().parent.parent
_PARSE = (
    "import sys, yaml, pathlib\n"
    "for path in pathlib.Path('catalogue').glob('*.yaml'): yaml.load(path.read_bytes(), yaml.CSafeLoader)"
)
_LIST = (
    "import boto3\n"
    "pages = boto3.client('secretsmanager', region_name='us-east-1').get_paginator('list_secrets').paginate()\n"
    "print(sum(len(page['SecretList']) for page in pages))"
)


@dataclass
class Case:
    """A program, and the one that it is measured against."""

    name: str
    arguments: list[str]
    against: str | None = None
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def run(self, environment: dict[str, str]) -> None:
        """Run once; any exit code will do (status says 3 while there is no Vault)."""
        started = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, *self.arguments],
            cwd=PROJECT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.wall.append(time.perf_counter() - started)
        self.cpu.append(usage.ru_utime + usage.ru_stime)


def cases() -> list[Case]:
    """What is measured; the first is the floor of all."""
    command = ["-m", "strongroom"]
    return [
        Case("python -c pass", ["-c", "pass"]),
        Case("import typer, rich", ["-c", "import typer, rich.console, rich.table, rich.panel"], "python -c pass"),
        Case("parse the YAML", ["-c", _PARSE], "python -c pass"),
        Case("list with boto3", ["-c", _LIST], "python -c pass"),
        Case("strongroom --help", [*command, "--help"], "import typer, rich"),
        Case("strongroom check", [*command, "check"], "parse the YAML"),
        Case("strongroom status --recorded", [*command, "status", "--recorded"], "parse the YAML"),
        Case("  the same, --format html", [*command, "status", "--recorded", "--format", "html"], "parse the YAML"),
        Case("strongroom status", [*command, "status", "--workspace", "wired-chaos"], "list with boto3"),
    ]


def main() -> None:
    """Measure in rounds and print a table."""
    measured = cases()
    with tempfile.TemporaryDirectory(prefix="strongroom-bench-") as directory:
        running = cloud.start(directory, only=("aws",))
        try:
            environment = {**os.environ, **running.environment(), "STRONGROOM_ENVIRONMENT": "local"}
            for number in range(ROUNDS + 1):
                for case in measured:
                    case.run(environment)
                    if number == 0:  # the first round warms the caches
                        case.wall.clear()
                        case.cpu.clear()
        finally:
            cloud.stop(directory)
    _print(measured)


def _print(measured: list[Case]) -> None:
    medians = {case.name: (statistics.median(case.wall), statistics.median(case.cpu)) for case in measured}
    print(f"median of {ROUNDS} rounds, milliseconds")
    print(f"{'':30} {'wall':>6} {'CPU':>6}  CPU over")
    for case in measured:
        wall, cpu = medians[case.name]
        ratio = f"{cpu / medians[case.against][1]:5.2f} x {case.against}" if case.against else ""
        print(f"{case.name:30} {wall * 1000:6.0f} {cpu * 1000:6.0f}  {ratio}")


if __name__ == "__main__":
    main()
