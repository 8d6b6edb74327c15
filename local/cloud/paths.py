"""Where a local cloud keeps its files: one directory, one layout, known to every room."""

import os
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
DIRECTORY_VARIABLE = "STRONGROOM_LOCAL_DIR"


@dataclass(frozen=True)
class Layout:
    """The files of one local cloud, all under `directory` (absolute)."""

    directory: Path

    @property
    def state_file(self) -> Path:
        """What runs: pids, ports, logs and this start's tokens. Mode 0600."""
        return self.directory / "cloud.json"

    @property
    def logs(self) -> Path:
        """One `<service>.log` a service. No log holds a secret value."""
        return self.directory / "logs"

    @property
    def passphrase(self) -> Path:
        """The passphrase that encrypts the local stack's secrets. Mode 0600."""
        return self.directory / "passphrase"

    @property
    def pulumi_state(self) -> Path:
        """Pulumi's file backend."""
        return self.directory / "state"

    @property
    def pulumi_home(self) -> Path:
        """Pulumi's own settings, apart from the user's."""
        return self.directory / "pulumi-home"

    @property
    def stack_configuration(self) -> Path:
        """The local stack's configuration as the engine uses it: a copy, so that the project's file stays as it is."""
        return self.directory / "Pulumi.local.yaml"

    @property
    def projects(self) -> Path:
        """Folders of projects as developers have them, for the rehearsal's .env files and MCP configurations."""
        return self.directory / "projects"

    @property
    def marker(self) -> Path:
        """Says that the directory is ours, so that all of it may be removed."""
        return self.directory / ".strongroom-local"

    def data(self, service: str) -> Path:
        """The data of one service, mode 0700: for the AWS emulator this is the store and holds values."""
        return self.directory / service

    def log(self, service: str) -> Path:
        """The log of one service: its stdout and stderr, appended to over restarts."""
        return self.logs / f"{service}.log"


def locate(directory: str | os.PathLike[str] | None = None) -> Layout:
    """Lay out `directory`, else `$STRONGROOM_LOCAL_DIR`, else `.strongroom` in the project root."""
    chosen = directory or os.environ.get(DIRECTORY_VARIABLE) or PROJECT / ".strongroom"
    return Layout(Path(chosen).expanduser().resolve())
