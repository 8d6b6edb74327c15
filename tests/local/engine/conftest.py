"""A Pulumi project in a temporary folder, run by the real engine against a file backend."""

import os
import secrets
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import dedent

import pytest

from local.cloud.running import backend_url
from local.engine import ensure
from local.engine.launchers import lay_out


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
def commands(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This machine's engine, made now if nothing did so before, with our language host even where it has another."""
    folder = tmp_path_factory.mktemp("commands")
    lay_out(folder, pulumi=ensure().origin, language_host=None, of_cache=True, facts={})
    return folder


@pytest.fixture(scope="session")
def fresh(commands: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """An empty project with a stack `test` and no program: copied for each test, as making it takes a second."""
    made = _project(tmp_path_factory.mktemp("fresh"), commands, secrets.token_urlsafe())
    (made.folder.parent / "state").mkdir()
    made.write("Pulumi.yaml", "name: tiny\nruntime: python\n")
    made.pulumi("stack", "init", "test")
    return made


@pytest.fixture
def project(fresh: Project, commands: Path, tmp_path: Path) -> Project:
    """An empty project with a stack `test`."""
    shutil.copytree(fresh.folder.parent, tmp_path, dirs_exist_ok=True)
    return _project(tmp_path, commands, fresh.environment["PULUMI_CONFIG_PASSPHRASE"])


def _project(folder: Path, commands: Path, passphrase: str) -> Project:
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("PULUMI_")}
    environment = inherited | {
        "PATH": f"{commands}{os.pathsep}{os.environ['PATH']}",
        "PULUMI_BACKEND_URL": backend_url(folder / "state"),
        "PULUMI_CONFIG_PASSPHRASE": passphrase,
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        "PULUMI_HOME": str(folder / "home"),
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_STACK": "test",
    }
    return Project(folder=folder / "project", environment=environment)
