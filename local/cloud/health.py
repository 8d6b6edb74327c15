"""Health of a service: it answers, on every port that it is recorded with."""

import contextlib
import http.client
import random
import socket
from collections.abc import Iterable

import psutil

from local.cloud.errors import CloudError
from local.cloud.state import Running

_SECONDS = 2.0
_PORTS = range(20000, 30000)


def problem(running: Running, path: str | None) -> str | None:
    """Say what is wrong with a service, None when it is healthy.

    With `path` its own port must answer `GET path` with 200; every other port must take a connection.
    """
    if not running.ready:
        return "still starting"
    for purpose, port in running.ports.items():
        found = _http(running.address, port, path) if path and purpose == running.name else _tcp(running.address, port)
        if found:
            return f"{running.address}:{port} ({purpose}): {found}"
    return None


def listens(process: psutil.Process, ports: Iterable[int]) -> bool:
    """Tell whether a process or one of its descendants listens on every one of these ports."""
    mine = set()
    for member in (process, *process.children(recursive=True)):
        with contextlib.suppress(psutil.Error):
            mine |= {each.laddr.port for each in member.net_connections("tcp") if each.status == psutil.CONN_LISTEN}
    return set(ports) <= mine


def is_free(address: str, port: int) -> bool:
    """Tell whether a port can be listened on."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return False
    return True


def free_port(address: str = "127.0.0.1") -> int:
    """Find a port that nobody listens on; somebody else may take it before it is used.

    It is none of those that the system gives to outgoing connections (from 32768 on Linux, 49152 on macOS): a client
    that polls such a port while nobody listens can be given the same port, meets itself, and keeps the server out.
    """
    for port in random.sample(_PORTS, len(_PORTS)):
        if is_free(address, port):
            return port
    raise CloudError(f"{address}: no port of {_PORTS.start} to {_PORTS.stop - 1} is free; stop what is not needed")


def _http(address: str, port: int, path: str) -> str | None:
    connection = http.client.HTTPConnection(address, port, timeout=_SECONDS)
    try:
        connection.request("GET", path)
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        return _reason(error)
    finally:
        connection.close()
    return None if status == http.client.OK else f"GET {path} answers {status}"


def _tcp(address: str, port: int) -> str | None:
    try:
        socket.create_connection((address, port), timeout=_SECONDS).close()
    except OSError as error:
        return _reason(error)
    return None


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
