"""A Pulumi project in a temporary folder, run by the real engine against a file backend."""

import os
import secrets
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import dedent

import pytest

from local.engine import Engine, ensure


@dataclass(frozen=True, kw_only=True)
class Project:
    """One project with one stack, `test`."""

    folder: Path
    environment: dict[str, str] = field(repr=False)

    def write(self, name: str, text: str) -> Path:
        """Write a file of the project."""
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dedent(text), encoding="utf-8")
        return file

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start `pulumi ARGUMENTS` in the project; its output goes to one pipe."""
        return subprocess.Popen(
            ["pulumi", "--non-interactive", "--color=never", *arguments],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def pulumi(self, *arguments: str, fails: bool = False, given: str = "") -> str:
        """Run `pulumi ARGUMENTS`, give its output, and insist on success (or on failure)."""
        with self.start(*arguments) as process:
            output, _ = process.communicate(given, timeout=60)
        assert bool(process.returncode) == fails, output
        return output


@pytest.fixture(scope="session")
def engine() -> Engine:
    """The engine of this environment, from the user's cache; made now if nothing did so before."""
    return ensure()


@pytest.fixture
def project(engine: Engine, tmp_path: Path) -> Project:
    """An empty project with a stack `test`."""
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("PULUMI_")}
    environment = inherited | {
        "PATH": f"{engine.bin}{os.pathsep}{os.environ['PATH']}",
        "PULUMI_BACKEND_URL": f"file://{tmp_path / 'state'}",
        "PULUMI_CONFIG_PASSPHRASE": secrets.token_urlsafe(),
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        "PULUMI_HOME": str(tmp_path / "home"),
        "PULUMI_SKIP_UPDATE_CHECK": "true",
    }
    (tmp_path / "state").mkdir()
    made = Project(folder=tmp_path / "project", environment=environment)
    made.write("Pulumi.yaml", "name: tiny\nruntime: python\n")
    made.pulumi("stack", "init", "test")
    return made
