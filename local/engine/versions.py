"""Which engine this project runs with. One place says it: the Go module that it can be built from."""

import platform
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from local.engine.errors import EngineError

MODULE = Path(__file__).with_name("go")
GO_MOD = (MODULE / "go.mod").read_text(encoding="utf-8")


@dataclass(frozen=True, order=True)
class Version:
    """A released version; what follows the three numbers (`-dev.0`) is not looked at."""

    major: int
    minor: int
    patch: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"


def parse(text: str) -> Version | None:
    """Give the first version in `text` (`v3.250.0`, `go version go1.26.8 linux/amd64`); a missing patch is 0."""
    found = re.search(r"(\d+)\.(\d+)(?:\.(\d+))?", text)
    return Version(*(int(number or 0) for number in found.groups())) if found else None


def _stated(pattern: str) -> Version:
    line = re.search(pattern, GO_MOD, re.MULTILINE)
    version = parse(line.group(1)) if line else None
    if version is None:
        raise ValueError(f"{MODULE / 'go.mod'} has no line like {pattern!r}")
    return version


PULUMI = _stated(r"^require github\.com/pulumi/pulumi/pkg/v3 v(\S+)$")  # fetched or built; older ones are passed over
GO = _stated(r"^go (\S+)$")  # the oldest that builds it


@dataclass(frozen=True)
class Platform:
    """An operating system and a processor, in the names of the official archives."""

    system: str  # "linux" or "darwin"
    machine: str  # "x64" or "arm64"

    def __str__(self) -> str:
        return f"{self.system}-{self.machine}"


def this_platform() -> Platform:
    """Name the machine that this runs on."""
    machine = platform.machine().lower()
    known = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64"}
    return Platform(platform.system().lower(), known.get(machine, machine))


def ask(command: Path, *arguments: str) -> Version | None:
    """Run `command ARGUMENTS` and read the version that it prints; None when it does not say one."""
    try:
        done = subprocess.run([command, *arguments], capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return parse(done.stdout) if done.returncode == 0 else None


def expect(pulumi: Path) -> None:
    """Raise EngineError unless `pulumi` runs and says that it is the version that was wanted."""
    if (version := ask(pulumi, "version")) != PULUMI:
        raise EngineError(f"what was made says that it is version {version}, not {PULUMI}; it was thrown away")
