"""A real OpenBao in development mode: in memory, on a free port, its root token made here and given by environment."""

from __future__ import annotations

import contextlib
import os
import secrets
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import httpx

from local.cloud.health import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

_PATIENCE: Final = 30.0  # seconds
_BAO: Final = Path(sys.executable).with_name("bao")
_CONFIGURATION: Final = "unsafe_allow_api_audit_creation = true\n"


@dataclass(frozen=True, kw_only=True)
class Bao:
    """The server's address and root token, and a bare client beside the provider's own."""

    address: str
    token: str = field(repr=False)
    client: httpx.Client = field(default_factory=lambda: httpx.Client(trust_env=False), repr=False)

    def call(self, method: str, path: str, body: dict[str, Any] | None = None, *, expect: int | None = None) -> Any:
        """Send a request below `/v1/` and give the parsed answer; `expect` insists on a status."""
        headers = {"X-Vault-Token": self.token}
        response = self.client.request(method, f"{self.address}/v1/{path}", json=body, headers=headers)
        if expect is not None:
            assert response.status_code == expect, f"{method} {path}: {response.status_code}"
        return response.json() if response.content else {}


@contextlib.contextmanager
def running(folder: Path) -> Iterator[Bao]:
    """Run a server until the block ends."""
    address = f"127.0.0.1:{free_port()}"
    bao = Bao(address=f"http://{address}", token=secrets.token_urlsafe())
    configuration = folder / "bao.hcl"
    configuration.write_text(_CONFIGURATION)
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "BAO_DEV_ROOT_TOKEN_ID": bao.token,
        "BAO_DEV_LISTEN_ADDRESS": address,
    }
    with (folder / "bao.log").open("wb") as log:
        command = [str(_BAO), "server", "-dev", "-dev-no-store-token", f"-config={configuration}"]
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + _PATIENCE
        while not _healthy(bao):
            assert process.poll() is None, f"OpenBao ended: {folder / 'bao.log'}"
            assert time.monotonic() < deadline, f"OpenBao did not start: {folder / 'bao.log'}"
            time.sleep(0.05)
        yield bao
    finally:
        bao.client.close()
        process.terminate()
        process.wait(_PATIENCE)


def _healthy(bao: Bao) -> bool:
    try:
        return bao.client.get(f"{bao.address}/v1/sys/health").status_code == httpx.codes.OK
    except httpx.TransportError:
        return False
