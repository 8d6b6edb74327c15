"""What the Vault benchmark compares with: a server on raft storage, with nothing else on or with parts of a node's.

The development server is no floor: its reads cost more with each secret that it holds (OpenBao 2.6.2: 1.2 ms of the
CPU with 10 of them, 11 ms with 2,000), since its memory has no index for a transaction. Raft storage has one.
"""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hvac

from local.cloud.health import free_port
from local.servers import certificates
from tests.stores import servers
from tests.vault.emulator import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

_CONFIGURATION = """\
api_addr      = "{scheme}://{address}"
cluster_addr  = "https://127.0.0.1:{cluster}"
disable_mlock = true
storage "raft" {{
  path    = "{folder}/raft"
  node_id = "bare"
}}
listener "tcp" {{
  address         = "{address}"
  cluster_address = "127.0.0.1:{cluster}"
{tls}
}}
{parts}
"""
_TLS = '  tls_cert_file = "{folder}/node.pem"\n  tls_key_file = "{folder}/node.key"\n  tls_min_version = "tls12"'
TELEMETRY = 'telemetry {\n  disable_hostname = true\n  prometheus_retention_time = "24h"\n}\n'
_AUDIT = 'audit "{0}" "{0}" {{\n  options {{\n{1}\n  }}\n}}\n'
FILE = _AUDIT.format("file", '    file_path = "audit.log"\n    mode = "0600"')
SOCKET = _AUDIT.format("socket", '    address = "journal.sock"\n    socket_type = "unix"\n    write_timeout = "1s"')


@contextmanager
def on_raft(folder: Path, *, tls: bool = False, parts: str = "") -> Iterator[servers.Server]:
    """One server: raft storage, no seal beside its own; unsealed, with KV version 2 at `secret/`.

    `tls` and `parts` (TELEMETRY, FILE, SOCKET) are what a node has beyond that; the socket is one's own to serve.
    """
    (folder / "raft").mkdir(parents=True)
    certificate = certificates.for_loopback()
    for name, text in {
        "ca.pem": certificate.authority,
        "node.pem": certificate.server,
        "node.key": certificate.key,
    }.items():
        (folder / name).write_text(text, encoding="utf-8")
    address, log = f"127.0.0.1:{free_port()}", folder / "server.log"
    configuration = folder / "server.hcl"
    configuration.write_text(
        _CONFIGURATION.format(
            address=address,
            scheme="https" if tls else "http",
            cluster=free_port(),
            folder=folder,
            tls=_TLS.format(folder=folder) if tls else "  tls_disable = true",
            parts=parts,
        ),
        encoding="utf-8",
    )
    command = [str(Path(sys.executable).with_name("bao")), "server", f"-config={configuration}"]
    url, authority = f"{'https' if tls else 'http'}://{address}", str(folder / "ca.pem") if tls else ""
    with _running(command, log, folder):
        client: Any = hvac.Client(url=url, verify=authority or True)
        eventually(lambda: _answers(client), what="the start of the server")
        begun = client.sys.initialize(secret_shares=1, secret_threshold=1)
        client.sys.submit_unseal_key(begun["keys"][0])
        client.token = begun["root_token"]
        eventually(lambda: client.sys.read_leader_status().get("is_self"), what="the lead of the bare server")
        client.sys.enable_secrets_engine("kv", path="secret", options={"version": "2"})
        environment = {"VAULT_ADDR": url, "VAULT_TOKEN": client.token, "VAULT_CACERT": authority}
        yield servers.Server(url=url, environment=environment, log=log)


@contextmanager
def _running(command: list[str], log: Path, folder: Path) -> Iterator[None]:
    """The server's process, in the folder where its audit devices lie."""
    with log.open("ab") as out, subprocess.Popen(command, cwd=folder, stdout=out, stderr=out) as process:
        try:
            yield
        finally:
            process.kill()


def _answers(client: Any) -> bool:
    with suppress(OSError):
        client.sys.is_initialized()
        return True
    return False
