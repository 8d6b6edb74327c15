"""A proxy in front of a real server that fails as real networks and services do, on request."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, ClassVar

import httpx
from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_HOP_BY_HOP = {"connection", "transfer-encoding", "content-length", "content-encoding"}


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What happens to a matching request.

    `status` and `body` answer in the server's place; `lost` hands the request on and drops the answer;
    `change` rewrites the server's answer; `before` and `after` hold everything up on this side or that of the server.
    """

    status: int = 0
    body: bytes = b"{}"
    lost: bool = False
    change: Callable[[bytes], bytes] | None = None
    before: Gate | None = None
    after: Gate | None = None


@dataclass(frozen=True)
class Gate:
    """Holds a request up: `reached` says that one is there, `open` lets it pass."""

    reached: threading.Event = field(default_factory=threading.Event)
    open: threading.Event = field(default_factory=threading.Event)

    def hold(self) -> None:
        """Wait here."""
        self.reached.set()
        self.open.wait(60)


@dataclass
class Planned:
    """A fault to come."""

    operation: str
    fault: Fault
    after: int
    times: int

    def meets(self, operation: str) -> bool:
        """Whether this request meets it; counts."""
        if self.operation not in operation:
            return False
        if self.after > 0:
            self.after -= 1
            return False
        self.times -= 1
        return self.times >= 0


@dataclass
class Proxy:
    """The address to use, the faults to come, and what was seen."""

    target: str
    url: str = ""
    faults: list[Planned] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    client: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=30, trust_env=False))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def fail(self, operation: str, fault: Fault, *, times: int = 1_000_000, after: int = 0) -> None:
        """Let requests of an operation (`PutSecretValue`, `/v1/secret/data/`) meet a fault, `after` so many others."""
        self.faults.append(Planned(operation, fault, after, times))

    def fault(self, operation: str) -> Fault | None:
        """The fault that this request meets, used up."""
        with self._lock:
            self.seen.append(operation)
            return next((planned.fault for planned in self.faults if planned.meets(operation)), None)

    def count(self, operation: str) -> int:
        """How many requests of an operation came."""
        return sum(operation in seen for seen in self.seen)


def aws_error(code: str, message: str = "a message of the server", status: int = 400) -> Fault:
    """An error as AWS answers it."""
    return Fault(status=status, body=json.dumps({"__type": code, "message": message}).encode())


def vault_error(status: int, message: str = "a message of the server") -> Fault:
    """An error as Vault answers it."""
    return Fault(status=status, body=json.dumps({"errors": [message]}).encode())


@contextmanager
def between(target: str) -> Iterator[Proxy]:
    """A proxy to `target`, on loopback, for as long as the block lasts."""
    proxy = Proxy(target)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"proxy": proxy}))
    server.daemon_threads = True
    proxy.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield proxy
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        proxy.client.close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # an answer's head and body are two writes: the second waited 40 ms for the first
    proxy: ClassVar[Proxy]

    def handle_any(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        operation = self.headers.get("x-amz-target", "").rpartition(".")[2] or f"{self.command} {self.path}"
        fault = self.proxy.fault(operation) or Fault()
        if fault.status:
            self._answer(fault.status, {"content-type": "application/json"}, fault.body)
            return
        if fault.before:
            fault.before.hold()
        headers = {name: text for name, text in self.headers.items() if name.lower() not in _HOP_BY_HOP}
        target = self.proxy.target + self.path
        try:
            answer = self.proxy.client.request(self.command, target, headers=headers, content=body)
        except (httpx.HTTPError, RuntimeError):  # the test is over, and the proxy with it
            self.close_connection = True
            return
        if fault.after:
            fault.after.hold()
        if fault.lost:
            self.close_connection = True
            self.connection.close()
            return
        content = fault.change(answer.content) if fault.change else answer.content
        self._answer(answer.status_code, dict(answer.headers), content)

    def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, text in headers.items():
            if name.lower() not in _HOP_BY_HOP:
                self.send_header(name, text)
        self.send_header("content-length", str(len(body)))
        with suppress(OSError):  # who asked may be gone by now
            self.end_headers()
            self.wfile.write(body)

    @override
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


for _method in ("GET", "POST", "PUT", "DELETE", "PATCH", "LIST", "HEAD"):
    setattr(_Handler, f"do_{_method}", _Handler.handle_any)
