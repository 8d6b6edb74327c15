"""The clients of the Vault benchmark, each a process of its own: no library between them and the server."""

from __future__ import annotations

import http.client
import json
import ssl
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

READ = 500  # secrets, read in turn


def read_for(url: str, authorities: str, token: str, seconds: float, number: int) -> list[float]:
    """Read one secret after the other over one connection, for so long; the seconds that each took."""
    with _connected(url, authorities) as connection:
        waits = []
        deadline = time.perf_counter() + seconds
        while (began := time.perf_counter()) < deadline:
            number = (number + 7) % READ
            connection.request("GET", f"/v1/secret/data/many/{number}", headers={"X-Vault-Token": token})
            answer = connection.getresponse()
            answer.read()
            if answer.status != http.client.OK:
                raise RuntimeError(f"{url}: status {answer.status}")
            waits.append(time.perf_counter() - began)
        return waits


def write_some(url: str, authorities: str, token: str, numbers: range) -> None:
    """Write secrets over one connection."""
    with _connected(url, authorities) as connection:
        for number in numbers:
            body = json.dumps({"data": {"value": f"value number {number} of a service"}})
            headers = {"X-Vault-Token": token, "Content-Type": "application/json"}
            connection.request("POST", f"/v1/secret/data/many/{number}", body=body, headers=headers)
            connection.getresponse().read()


@contextmanager
def _connected(url: str, authorities: str) -> Iterator[http.client.HTTPConnection]:
    parts = urlsplit(url)
    host, port = str(parts.hostname), parts.port
    opened: http.client.HTTPConnection
    if authorities:
        opened = http.client.HTTPSConnection(host, port, context=ssl.create_default_context(cafile=authorities))
    else:
        opened = http.client.HTTPConnection(host, port)
    try:
        yield opened
    finally:
        opened.close()
