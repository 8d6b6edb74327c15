"""What the Vault benchmark compares with: a server on raft storage with nothing else on, and the development server.

The development server is no floor: its reads cost more with each secret that it holds (OpenBao 2.6.2: 1.2 ms of the
CPU with 10 of them, 11 ms with 2,000), since its memory has no index for a transaction. Raft storage has one.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hvac

from tests.stores import servers
from tests.vault.emulator import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

_CONFIGURATION = """\
api_addr      = "http://{address}"
cluster_addr  = "https://127.0.0.1:{cluster}"
disable_mlock = true
storage "raft" {{
  path    = "{folder}/raft"
  node_id = "bare"
}}
listener "tcp" {{
  address         = "{address}"
  cluster_address = "127.0.0.1:{cluster}"
  tls_disable     = true
}}
"""


@contextmanager
def on_raft(folder: Path) -> Iterator[servers.Server]:
    """One server: raft storage, no TLS, no audit, no seal beside its own; unsealed, with KV version 2 at `secret/`."""
    (folder / "raft").mkdir(parents=True)
    address, log = f"127.0.0.1:{servers.free_port()}", folder / "server.log"
    configuration = folder / "server.hcl"
    configuration.write_text(
        _CONFIGURATION.format(address=address, cluster=servers.free_port(), folder=folder), encoding="utf-8"
    )
    command = [str(Path(sys.executable).with_name("bao")), "server", f"-config={configuration}"]
    url = f"http://{address}"
    with servers.running(command, {}, log, f"{url}/v1/sys/health"):
        client: Any = hvac.Client(url=url)
        begun = client.sys.initialize(secret_shares=1, secret_threshold=1)
        client.sys.submit_unseal_key(begun["keys"][0])
        client.token = begun["root_token"]
        eventually(lambda: client.sys.read_leader_status().get("is_self"), what="the lead of the bare server")
        client.sys.enable_secrets_engine("kv", path="secret", options={"version": "2"})
        yield servers.Server(url=url, environment={"VAULT_ADDR": url, "VAULT_TOKEN": client.token}, log=log)
