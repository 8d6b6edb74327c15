"""A server for one restore: on loopback, with TLS of its own, opened by the cluster's seal key, gone at the end."""

from __future__ import annotations

import ctypes
import datetime as dt
import ipaddress
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING

from strongroom.operations.problem import UseError
from strongroom.stores.errors import StoreError, UnreachableError
from strongroom.vault.client import Client

if TYPE_CHECKING:
    from collections.abc import Iterator

    from strongroom.vault.cloud import Cloud

PATIENCE = 60.0
_ADDRESS = "127.0.0.1"
_PORTS = range(20000, 30000)  # below those of outgoing connections: from 32768 on Linux, 49152 on macOS
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG
# What leads to the real cluster stays with us.
_LEFT_OUT = ("VAULT_", "BAO_", "AWS_")
_CONFIGURATION = """\
api_addr      = "https://{address}:{api}"
cluster_addr  = "https://{address}:{cluster}"
ui            = false
disable_mlock = true

seal "awskms" {{
  region     = "{region}"
  kms_key_id = "{seal_key}"
}}

storage "raft" {{
  path                   = "{folder}/raft"
  node_id                = "drill"
  performance_multiplier = 1
}}

listener "tcp" {{
  address         = "{address}:{api}"
  cluster_address = "{address}:{cluster}"
  tls_cert_file   = "{folder}/server.pem"
  tls_key_file    = "{folder}/server.key"
  tls_min_version = "tls12"
}}
"""


def server_binary(given: Path | None) -> Path:
    """The server's program: the one that is given, else the first of `bao` and `vault` on the PATH."""
    found = given or next((Path(path) for name in ("bao", "vault") if (path := shutil.which(name))), None)
    if found is None or not os.access(found, os.X_OK):
        raise UseError("no server to restore into: install bao or vault, or name one with --server FILE")
    return found


@dataclass(frozen=True, kw_only=True)
class ThrowAway:
    """A started server, not initialised yet."""

    client: Client
    folder: Path
    process: subprocess.Popen[bytes]

    def initialise(self) -> Client:
        """Make it a cluster of one; the client has its root token, which the restore makes void."""
        begun = self.client.write("sys/init", recovery_shares=1, recovery_threshold=1)
        self.serving()
        return self.client.signed_in(str(begun["root_token"]))

    def serving(self) -> None:
        """Wait until it leads itself."""
        self._until(lambda health: not health["sealed"] and not health["standby"])

    def answering(self) -> None:
        """Wait for its first answer."""
        self._until(lambda _health: True)

    def _until(self, question: object) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            try:
                if callable(question) and question(self.client.health()):
                    return
            except StoreError:
                pass
            time.sleep(0.05)
        raise UnreachableError(
            place="the throw-away server",
            problem=self._last_words(),
            way_out="the drill's identity needs kms:Encrypt and kms:Decrypt with the seal key (docs/vault.md)",
        )

    def _last_words(self) -> str:
        """Its last error: a server's own log names keys and places, never a value."""
        lines = (self.folder / "server.log").read_text(errors="replace").splitlines()
        errors = [line for line in lines if "rror" in line]
        return f"it did not get ready: {' '.join(errors[-1].split())[:300]}" if errors else "it did not get ready"


@contextmanager
def throw_away(cloud: Cloud, binary: Path) -> Iterator[ThrowAway]:
    """A server in a folder of its own; process and folder are gone afterwards, however this ends."""
    with tempfile.TemporaryDirectory(prefix="strongroom-drill-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        (folder / "raft").mkdir()
        authorities = _certificate(folder)
        api, cluster = _free_ports()
        credentials = cloud.credentials()
        (folder / "server.hcl").write_text(
            _CONFIGURATION.format(
                address=_ADDRESS,
                api=api,
                cluster=cluster,
                folder=folder,
                region=credentials["AWS_REGION"],
                seal_key=cloud.names.key("seal"),
            )
        )
        process = _start(binary, folder, credentials)
        try:
            client = Client(address=f"https://{_ADDRESS}:{api}", authorities=authorities)
            made = ThrowAway(client=client, folder=folder, process=process)
            made.answering()
            yield made
        finally:
            process.kill()  # what it holds is a copy, and goes with the folder
            process.wait()


def _start(binary: Path, folder: Path, credentials: dict[str, str]) -> subprocess.Popen[bytes]:
    environment = {name: text for name, text in os.environ.items() if not name.startswith(_LEFT_OUT)}
    with (folder / "server.log").open("wb") as log:
        return subprocess.Popen(
            [str(binary), "server", f"-config={folder}/server.hcl"],
            cwd=folder,  # audit files that the snapshot speaks of would go here
            env={**environment, **credentials, "NO_PROXY": _ADDRESS},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 (no threads run at this point)
        )


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)


def _free_ports() -> tuple[int, int]:
    """Two ports that nobody has, and that no connection is given until the server listens."""
    free = filter(_is_free, SystemRandom().sample(_PORTS, len(_PORTS)))
    return next(free), next(free)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind((_ADDRESS, port))
        except OSError:
            return False
    return True


def _certificate(folder: Path) -> str:
    """A certificate for an hour under a key that never leaves the folder; the certificate in PEM."""
    try:
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.x509.oid import NameOID
    except ImportError:
        raise UseError("the throw-away server needs a certificate: pip install cryptography") from None

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "strongroom drill")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(minutes=5))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(_ADDRESS))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM)
    (folder / "server.pem").write_bytes(pem)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    descriptor = os.open(folder / "server.key", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(private)
    return pem.decode()
