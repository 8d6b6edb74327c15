"""Hold a process to loopback: an audit hook refuses any other address before a packet leaves.

An emulated SNS topic or API destination posts to whatever address it was given, a paging service included.
A hook can't be removed again and sees every socket of the interpreter, whichever library opens it.
"""

import ipaddress
import sys
from typing import Any

_CONNECTIONS = frozenset({"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"})
_LOOKUPS = frozenset({"socket.getaddrinfo", "socket.gethostbyname"})


class BeyondLoopbackError(ConnectionRefusedError):
    """A local server tried to reach, or to listen beyond, this machine."""


def is_loopback(host: object) -> bool:
    """Tell whether a host name or address stays on this machine; an empty one means any address, which does not."""
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if not isinstance(host, str) or not host:
        return False
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _guard(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _LOOKUPS:
        host = arguments[0]
        allowed = host is None or is_loopback(host)
    elif event in _CONNECTIONS:
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) and address else None
        allowed = host is None or is_loopback(host)  # no host: a Unix socket, or a socket that is connected already
    else:
        return
    if not allowed:
        raise BeyondLoopbackError(f"{event} to {host!r} refused: the local cloud stays on loopback")


def confine() -> None:
    """Refuse every address beyond loopback in this interpreter, from now on."""
    sys.addaudithook(_guard)
