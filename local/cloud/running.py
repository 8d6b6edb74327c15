"""A running cloud, as its clients see it: endpoints, and the environment that points every tool at it."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from local.cloud import processes
from local.cloud.errors import CloudError, NoCloudError
from local.cloud.members import Directory
from local.cloud.paths import DIRECTORY_VARIABLE, Layout, locate
from local.cloud.state import Running, read

# What a shell may carry that would win over the local cloud's own settings, or reach a real account from it.
_REMOVED = (
    "GH_TOKEN",
    "GITHUB_APP_ID",
    "GITHUB_OWNER",
    "PULUMI_ACCESS_TOKEN",
    "PULUMI_CONFIG_PASSPHRASE",
    "PULUMI_STACK",
)
_REMOVED_PREFIXES = ("AWS_", "VAULT_", "BAO_")
_LOOPBACK = "localhost,127.0.0.1,127.0.0.0/8"


@dataclass(frozen=True)
class Cloud:
    """A local cloud that runs. It holds nothing itself: every answer is read from the state file, and so is current."""

    layout: Layout

    @classmethod
    def load(cls, directory: Directory = None) -> "Cloud":
        """Find the cloud of a directory. Raises NoCloudError when nothing runs there."""
        cloud = cls(locate(directory))
        if not any(processes.find(running) for running in cloud.services.values()):
            raise NoCloudError(f"no local cloud runs in {cloud.directory}; start one: make up")
        return cloud

    @property
    def directory(self) -> Path:
        """The directory that it lives in."""
        return self.layout.directory

    @property
    def services(self) -> Mapping[str, Running]:
        """Every recorded process by name, dead ones included."""
        state = read(self.layout)
        return state.services if state else {}

    def port(self, service: str, purpose: str | None = None) -> int:
        """Give a port of a service: its own one, or the one of a purpose (`port("providers", "aws")`)."""
        running = self._service(service)
        try:
            return running.ports[purpose or service]
        except KeyError:
            raise CloudError(f"{service}: no port {purpose or service}; there are {', '.join(running.ports)}") from None

    def endpoint(self, service: str, purpose: str | None = None) -> str:
        """Give the URL of a service, without a slash at its end."""
        return f"http://{self._service(service).address}:{self.port(service, purpose)}"

    def environment(self, *, inherit: bool = False, engine: bool = True) -> dict[str, str]:
        """Give the variables that point Pulumi, AWS, GitHub and Vault clients at this cloud.

        With `inherit`, the caller's own environment as well, less what would lead elsewhere (`removed`). With
        `engine`, PATH starts with the engine's commands; a first call may take minutes to set the engine up.
        """
        variables = {
            "PATH": _path(engine=engine),
            DIRECTORY_VARIABLE: str(self.directory),
            "STRONGROOM_ENVIRONMENT": "local",
            "STRONGROOM_LOCAL_PROJECTS": str(self.layout.projects),
            "PULUMI_BACKEND_URL": backend_url(self.layout.pulumi_state),
            "PULUMI_CONFIG_PASSPHRASE_FILE": str(self.layout.passphrase),
            "PULUMI_HOME": str(self.layout.pulumi_home),
            "PULUMI_STACK": "local",
            "PULUMI_OPTION_CONFIG_FILE": str(self.layout.stack_configuration),
            "PULUMI_OPTION_POLICY_PACK": "policy",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            **_proxies(),
        }
        for running in self.services.values():
            variables |= running.exports
        if not inherit:
            return variables
        dropped = removed(variables)
        return {**{key: value for key, value in os.environ.items() if key not in dropped}, **variables}

    def _service(self, name: str) -> Running:
        services = self.services
        if name not in services:
            raise CloudError(f"{name}: not started in {self.directory}; there are {', '.join(services) or 'none'}")
        return services[name]


def backend_url(folder: Path) -> str:
    """Give the address of Pulumi's file backend in a folder.

    Without `metadata=skip` every state file has a companion that is not written atomically: an engine that is killed
    while it writes leaves a stack that can't be opened ("failed to load checkpoint: EOF").
    """
    return f"file://{folder}?metadata=skip"


def removed(variables: Mapping[str, str]) -> list[str]:
    """Name the variables of this process that must go where `variables` are set."""
    leading_elsewhere = (key for key in os.environ if key in _REMOVED or key.startswith(_REMOVED_PREFIXES))
    return sorted(key for key in leading_elsewhere if key not in variables)


def engine_folder() -> Path:
    """Give the folder of the engine's commands, set up when needed. Raises CloudError when it can't be."""
    from local.engine import EngineError, ensure

    try:
        return ensure().bin
    except EngineError as error:
        raise CloudError(str(error)) from error


def _path(*, engine: bool) -> str:
    folders = [str(Path(sys.executable).parent), *os.environ.get("PATH", os.defpath).split(os.pathsep)]
    if engine:
        folders.insert(0, str(engine_folder()))
    return os.pathsep.join(dict.fromkeys(folders))


def _proxies() -> dict[str, str]:
    """Keep loopback out of a proxy's way, where one is set."""
    if not any(key.lower().endswith("_proxy") for key in os.environ):
        return {}
    excepted = ",".join(filter(None, (os.environ.get("NO_PROXY") or os.environ.get("no_proxy"), _LOOPBACK)))
    return {"NO_PROXY": excepted, "no_proxy": excepted}
