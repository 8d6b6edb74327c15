"""The local providers talk to this machine only."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit


def is_loopback(address: str) -> bool:
    """Whether an address (`http://127.0.0.1:4566`) stays on this machine."""
    host = urlsplit(address).hostname
    if host is None:
        return False
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def refusal_of(setting: str, address: str | None) -> str | None:
    """Why nothing can be done at this address, or None if it is fine. `setting` is where the address comes from."""
    if not address:
        return f"{setting} is not set: without the local cloud there are previews only. Start it with `make up`."
    if not is_loopback(address):
        return f"{setting} is not a loopback address; the local providers touch nothing beyond this machine"
    return None
