"""PostgreSQL on loopback: passwords by SCRAM, connections by TLS only."""

from __future__ import annotations

import secrets
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from local.cloud.health import free_port
from local.servers import certificates, programs
from local.servers.process import Process, as_nobody, own_directory, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PACKAGE = "postgresql"
SUPERUSER = "keeper"
DATABASE = "postgres"
_HBA = """\
local all all reject
hostssl all all 127.0.0.1/32 scram-sha-256
"""
# A server that is thrown away: nothing is flushed, nothing is kept for replicas.
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "ssl": "on",
    "ssl_cert_file": "server.crt",
    "ssl_key_file": "server.key",
    "password_encryption": "scram-sha-256",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "shared_buffers": "16MB",
    "log_statement": "all",  # so that a test can tell that no password stands in the log
}


@dataclass(frozen=True)
class PostgresServer:
    """A server that runs, and the login of its superuser in the shape that Secrets Manager publishes."""

    process: Process
    login: dict[str, str | int] = field(repr=False)


@contextmanager
def postgres() -> Iterator[PostgresServer]:
    """A new server with an empty database, for as long as the block lasts. Raises MissingProgramError."""
    initdb, server = programs.find("initdb", PACKAGE), programs.find("postgres", PACKAGE)
    certificate = certificates.for_loopback()
    with own_directory("postgres") as directory:
        data, password = directory / "data", secrets.token_urlsafe(24)
        _initialise(initdb, data, password)
        write(data / "server.crt", certificate.server)
        write(data / "server.key", certificate.key)
        write(data / "pg_hba.conf", _HBA)
        port = free_port()
        write(data / "postgresql.auto.conf", "".join(f"{key} = '{value}'\n" for key, value in _SETTINGS.items()))
        ready = [str(programs.find("pg_isready", PACKAGE)), "-h", "127.0.0.1", "-p", str(port)]
        process = Process([str(server), "-D", str(data), "-p", str(port)], directory, port, ready)
        process.start()
        try:
            yield PostgresServer(process, _login(port, password, certificate.authority))
        finally:
            process.stop()


def _initialise(initdb: Path, data: Path, password: str) -> None:
    file = write(data.with_name("superuser"), password)
    command = [str(initdb), "-D", str(data), "-U", SUPERUSER, "--pwfile", str(file), "-A", "scram-sha-256"]
    done = subprocess.run(
        [*command, "--no-sync", "-E", "UTF8", "--locale=C"],
        capture_output=True,
        text=True,
        check=False,
        cwd=data.parent,
        **as_nobody(),
    )
    file.unlink()
    if done.returncode:
        raise RuntimeError(f"initdb failed:\n{done.stderr}")


def _login(port: int, password: str, authority: str) -> dict[str, str | int]:
    return {
        "engine": "postgres",
        "host": "127.0.0.1",
        "port": port,
        "username": SUPERUSER,
        "password": password,
        "dbname": DATABASE,
        "sslrootcert": authority,
    }
