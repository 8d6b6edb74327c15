"""A stand-in as a process of its own, and what tests ask of it; GitHub's."""

from __future__ import annotations

import secrets
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx

from local.cloud.health import free_port
from tests.stores.servers import running

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class StandIn:
    """A running one: its address, the environment that its clients need, and its log."""

    url: str
    environment: Mapping[str, str]
    log: Path
    client: httpx.Client = field(repr=False)

    def call(self, method: str, path: str, body: object = None) -> Any:
        """One request that has to succeed."""
        answer = self.client.request(method, path, json=body)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def reveal(self, name: str, **holder: str) -> str | None:
        """The value that arrived at its holder; None where none did."""
        answer = self.client.post("/_reveal", json={"name": name, "value": True, **holder})
        return str(answer.json()["value"]) if answer.status_code == 200 else None

    def fails(self, path: str, **fault: Any) -> None:
        """Let requests meet a fault (local/stand_in/faults.py)."""
        self.call("POST", "/_faults", {"path": path, **fault})

    def requests(self) -> list[str]:
        """`METHOD path` of every request since the last `forget`."""
        seen = self.call("GET", "/_requests")["requests"]
        return [f"{one['method']} {one['path'].removeprefix('/api/v3').partition('?')[0]}" for one in seen]

    def forget(self) -> None:
        """Begin to count requests anew; no fault is left."""
        self.call("DELETE", "/_requests")
        self.call("DELETE", "/_faults")


class Github(StandIn):
    """GitHub's."""

    def fresh(self, repository: str, *environments: str) -> None:
        """A repository with empty environments, nothing of its own, and an organisation with nothing of its own."""
        owner = repository.partition("/")[0]
        self.call("DELETE", "/_faults")
        self.call("POST", "/_seed", {"repositories": [repository, f"{owner}/other"]})
        for base in (f"/repos/{repository}/actions", f"/orgs/{owner}/actions"):
            for collection in ("secrets", "variables"):
                for item in self.call("GET", f"{base}/{collection}?per_page=100")[collection]:
                    self.call("DELETE", f"{base}/{collection}/{item['name']}")
        for name in environments:
            self.client.delete(f"/repos/{repository}/environments/{name}")
            self.call("PUT", f"/repos/{repository}/environments/{name}", {})
        self.call("DELETE", "/_requests")

    def secret(self, name: str, **holder: str) -> str | None:
        """The value of a secret that arrived (`repository`, `environment`, `organisation`); None where none did."""
        return self.reveal(name, **holder)


@contextmanager
def serving(module: str, variable: str, token: str, log: Path) -> Iterator[httpx.Client]:
    """A client of a stand-in that runs for as long as the block lasts."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", module, "--port", str(port)]
    headers = {"Authorization": f"Bearer {token}", "Connection": "close"}  # it drops idle ones after five seconds
    with (
        running(command, {variable: token}, log, f"{url}/_health"),
        httpx.Client(base_url=url, headers=headers, timeout=30, trust_env=False) as client,
    ):
        yield client


@contextmanager
def github(directory: Path) -> Iterator[Github]:
    """GitHub's for as long as the block lasts."""
    token, log = secrets.token_urlsafe(18), directory / "github.log"
    with serving("local.github", "GITHUB_STANDIN_TOKEN", token, log) as client:
        url = str(client.base_url).rstrip("/")
        environment = {"GITHUB_BASE_URL": f"{url}/", "GITHUB_TOKEN": token}
        yield Github(url=url, environment=environment, log=log, client=client)
