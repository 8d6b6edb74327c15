"""The stand-in for Fly, ESC and clusters as a process of its own, and what tests ask of it."""

from __future__ import annotations

import secrets
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

from strongroom.destinations.kubernetes import Cluster
from tests.stores.servers import free_port, running

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

KITCHEN = Cluster(name="kitchen", certificate=Path("/nowhere/certificate.pem"), folder=Path("/nowhere"))


@dataclass(frozen=True, kw_only=True)
class Platforms:
    """A running stand-in: its address, the environment that its clients need, and the clusters' folder."""

    url: str
    environment: Mapping[str, str]
    log: Path
    folder: Path
    client: httpx.Client = field(repr=False)

    def call(self, method: str, path: str, body: object = None) -> Any:
        """One request that has to succeed."""
        answer = self.client.request(method, path, json=body)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def seed(self, **things: Any) -> None:
        """Have apps, environments and clusters there; no fault is left, no request is remembered."""
        self.call("POST", "/_seed", {**things, "folder": str(self.folder)})
        self.forget()

    def fresh(self, **things: Any) -> None:
        """The same, and nothing else: every app, environment and GitOps folder is empty."""
        for manifest in self.folder.glob("*/*/*.yaml"):
            manifest.unlink()
        self.seed(**things, fresh=True)

    def reveal(self, name: str, **holder: str) -> str | None:
        """The value that arrived (`app`, `machine`, `environment`, `cluster` and `manifest`); None where none did."""
        answer = self.client.post("/_reveal", json={"name": name, "value": True, **holder})
        return str(answer.json()["value"]) if answer.status_code == 200 else None

    def fails(self, path: str, **fault: Any) -> None:
        """Let requests meet a fault (local/stand_in/faults.py)."""
        self.call("POST", "/_faults", {"path": path, **fault})

    def requests(self) -> list[str]:
        """`METHOD path` of every request since the last `forget`."""
        return [f"{one['method']} {one['path']}" for one in self.call("GET", "/_requests")["requests"]]

    def forget(self) -> None:
        """Begin to count requests anew; no fault is left."""
        self.call("DELETE", "/_requests")
        self.call("DELETE", "/_faults")


@contextmanager
def running_platforms(directory: Path) -> Iterator[Platforms]:
    """A stand-in for as long as the block lasts."""
    port, token, folder = free_port(), secrets.token_urlsafe(18), directory / "clusters"
    url, log = f"http://127.0.0.1:{port}", directory / "platforms.log"
    command = [sys.executable, "-m", "local.platforms", "--port", str(port)]
    headers = {"Authorization": f"Bearer {token}", "Connection": "close"}  # it drops idle ones after five seconds
    with (
        running(command, {"PLATFORMS_STANDIN_TOKEN": token}, log, f"{url}/_health"),
        httpx.Client(base_url=url, headers=headers, timeout=30, trust_env=False) as client,
    ):
        environment = {
            "FLY_FLAPS_BASE_URL": url,
            "FLY_API_TOKEN": token,
            "STRONGROOM_ESC_URL": url,
            "PULUMI_ACCESS_TOKEN": token,
            "STRONGROOM_CLUSTERS": str(folder),
        }
        yield Platforms(url=url, environment=environment, log=log, folder=folder, client=client)
