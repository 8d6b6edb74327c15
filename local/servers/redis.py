"""Redis on loopback: TLS only, users in an ACL file, so that a restart keeps them."""

from __future__ import annotations

import secrets
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from local.cloud.health import free_port
from local.servers import certificates, programs
from local.servers.process import Process, own_directory, write

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = "redis-server"
SUPERUSER = "keeper"


@dataclass(frozen=True)
class RedisServer:
    """A server that runs, and the login of a user that may do everything."""

    process: Process
    login: dict[str, str | int] = field(repr=False)


@contextmanager
def redis() -> Iterator[RedisServer]:
    """A new, empty server for as long as the block lasts. Raises MissingProgramError."""
    program = programs.find("redis-server", PACKAGE)
    certificate = certificates.for_loopback()
    with own_directory("redis") as directory:
        port, password = free_port(), secrets.token_urlsafe(24)
        settings = {
            "bind": "127.0.0.1",
            "port": "0",
            "tls-port": str(port),
            "tls-cert-file": write(directory / "server.crt", certificate.server),
            "tls-key-file": write(directory / "server.key", certificate.key),
            "tls-ca-cert-file": write(directory / "ca.crt", certificate.authority),
            "tls-auth-clients": "no",
            "aclfile": write(
                directory / "users.acl", f"user default off\nuser {SUPERUSER} on >{password} ~* &* +@all\n"
            ),
            "dir": directory,
            "save": '""',
        }
        file = write(directory / "redis.conf", "".join(f"{key} {value}\n" for key, value in settings.items()))
        process = Process([str(program), str(file)], directory, port)
        process.start()
        try:
            yield RedisServer(process, _login(port, password, certificate.authority))
        finally:
            process.stop()


def _login(port: int, password: str, authority: str) -> dict[str, str | int]:
    return {
        "engine": "redis",
        "host": "127.0.0.1",
        "port": port,
        "username": SUPERUSER,
        "password": password,
        "sslrootcert": authority,
    }
