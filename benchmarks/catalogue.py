"""Checking a catalogue, over parsing its YAML alone with the C loader, as the number of entries grows.

Every measurement is a process of its own, and parse and check take turns in every round. `inside` is the CPU of the
work itself, with everything imported; `process` is that of the whole process, imports and printing included. The
entries come in two lengths, as a check has less to hide behind where an entry is short; a third kind has one mistake
in every entry.
"""

from __future__ import annotations

import math
import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from strongroom import naming

OURS = Path(__file__).resolve().parent.parent / "catalogue"
ROUNDS = 5
SIZES = (1_000, 10_000)
GOAL = 1.25
PER_FILE = 2_500

_TIMED = """
import sys, time, pathlib
folder = pathlib.Path(sys.argv[1])
{prepare}
started = time.process_time()
{work}
sys.stderr.write("inside " + str(time.process_time() - started))
"""
PARSE = _TIMED.format(
    prepare="import yaml",
    work="for path in sorted(folder.glob('*.yaml')): yaml.load(path.read_bytes(), yaml.CSafeLoader)",
)
CHECK = _TIMED.format(
    prepare=f"from strongroom.cli.main import run\nrun(['check', '--json', '--catalogue', {str(OURS)!r}])",
    work="run(['check', '--json', '--catalogue', str(folder)])",
)


@dataclass(frozen=True, kw_only=True)
class Run:
    """CPU seconds of the work and of its process, and the process's peak memory in MiB."""

    inside: float
    process: float
    peak: float


def measure(program: str, folder: Path) -> Run:
    """One process."""
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen([sys.executable, "-c", program, str(folder)], stdout=subprocess.DEVNULL, stderr=said)
        _, _, usage = os.wait4(process.pid, 0)
        process.returncode = 0
        said.seek(0)
        inside = float(said.read().split()[-1])
    return Run(inside=inside, process=usage.ru_utime + usage.ru_stime, peak=usage.ru_maxrss / 1024)


def catalogue(folder: Path, count: int, kind: str) -> Path:
    """A folder of `count` entries: `long` as ours are, `short` with what an entry must have, `wrong` in each."""
    folder.mkdir()
    for number in range(math.ceil(count / PER_FILE)):
        first = number * PER_FILE
        name = f"team-{chr(ord('a') + number)}"
        entries = range(first, min(first + PER_FILE, count))
        lines = [_head(name, entries), *(_ENTRIES[kind](name, n) for n in entries)]
        (folder / f"{name}.yaml").write_text("".join(lines))
    return folder


def _repository(name: str, n: int) -> str:
    return f"{name}/site-{n // naming.GITHUB_SECRETS_PER_ENVIRONMENT}"


def _head(name: str, entries: range) -> str:
    production = "{environment: production, reviewers: {teams: [leads]}, branches: [main]}"
    repositories = "".join(
        f"    {repository}:\n      environments:\n        staging: {{environment: staging}}\n"
        f"        production: {production}\n"
        for repository in dict.fromkeys(_repository(name, n) for n in entries)
    )
    return (
        f"workspace: {name}\ntitle: Team\ndescription: Everything that the team's services need.\n"
        f"owner: platform-team\nenvironments: [staging, production]\n"
        f"github:\n  organisation: {name}\n  repositories:\n{repositories}secrets:\n"
    )


def _long(name: str, n: int) -> str:
    return f"""\
  - path: {name}/service-{n}/api_key
    name: SERVICE_{n}_API_KEY
    description: Key with which the pipeline calls service number {n} for its customers.
    type: api-key
    source:
      origin: supplied
      where: Service {n} > Settings > API keys
      steps:
        - Open the settings of the production account.
        - Copy the key; it is shown once.
    checks:
      - not_ends_with: [-stg, -dev]
        why: keys for tests carry a suffix
    rotation: {{days: 90, strategy: manual}}
    destinations:
      - {{to: github-environment, repository: {_repository(name, n)}}}

"""


def _short(name: str, n: int) -> str:
    return f"""\
  - path: {name}/service-{n}/api_key
    description: Key with which service number {n} is called.
    type: api-key
    source: {{origin: generated}}
"""


def _wrong(name: str, n: int) -> str:
    mistakes = (("description: Key with", "description: Key #"), ("api-key", "apikey"), ("generated", "genrated"))
    right, wrong = mistakes[n % len(mistakes)]
    return _short(name, n).replace(right, wrong) if n % len(mistakes) else _short(name, n).replace("api_key", "API_KEY")


_ENTRIES = {"long": _long, "short": _short, "wrong": _wrong}


def main() -> None:
    """Print the table."""
    table = Table(title=f"Median of {ROUNDS} rounds; goal: check at most {GOAL} x parse at 10,000 entries")
    for title in ("Entries", "Parse s", "Check s", "Check / parse", "As processes", "Peak MiB parse, check"):
        table.add_column(title, justify="left" if title == "Entries" else "right")
    inside: dict[tuple[str, int], float] = {}
    with tempfile.TemporaryDirectory() as folder:
        for kind in _ENTRIES:
            for size in SIZES:
                there = catalogue(Path(folder) / f"{kind}-{size}", size, kind)
                rounds = [(measure(PARSE, there), measure(CHECK, there)) for _ in range(ROUNDS)]
                inside[kind, size] = statistics.median(check.inside for _, check in rounds)
                table.add_row(f"{size:,} {kind}", *_figures(rounds))
    Console(width=120).print(table)
    for kind in _ENTRIES:
        small, large = (inside[kind, size] for size in SIZES)
        exponent = math.log(large / small) / math.log(SIZES[1] / SIZES[0])
        print(f"growth of check, {kind} entries: n ** {exponent:.2f}")


def _figures(rounds: list[tuple[Run, Run]]) -> list[str]:
    middle = statistics.median
    return [
        f"{middle(parse.inside for parse, _ in rounds):.2f}",
        f"{middle(check.inside for _, check in rounds):.2f}",
        f"{middle(check.inside / parse.inside for parse, check in rounds):.2f}",
        f"{middle(check.process / parse.process for parse, check in rounds):.2f}",
        f"{middle(parse.peak for parse, _ in rounds):.0f}, {middle(check.peak for _, check in rounds):.0f}",
    ]


if __name__ == "__main__":
    main()
