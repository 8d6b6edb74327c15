"""One server of a cluster over verified TLS. Answers come as JSON or as a stream; errors hold no word of the server's.

Status codes: https://developer.hashicorp.com/vault/api-docs#http-status-codes
"""

from __future__ import annotations

import ssl
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from http import HTTPStatus
from typing import IO, TYPE_CHECKING, Any

import httpx

from strongroom.stores.errors import DeniedError, NotFoundError, RefusedError, StoreError, ThrottledError
from strongroom.stores.errors import UnreachableError as Unreachable

if TYPE_CHECKING:
    from collections.abc import Iterator

HEALTH = "sys/health?sealedcode=200&uninitcode=200&standbyok=true&perfstandbyok=true"
CHUNK = 1 << 20
_DISBELIEF = (HTTPStatus.BAD_REQUEST, HTTPStatus.INTERNAL_SERVER_ERROR)
_BUSY = (HTTPStatus.INTERNAL_SERVER_ERROR, HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE)


@dataclass(frozen=True, kw_only=True)
class Client:
    """A server at an address, and a token for it. `authorities`: PEM certificates to trust, else the system's."""

    address: str
    token: str = field(default="", repr=False)
    authorities: str = field(default="", repr=False)
    patience: float = 30.0
    """Seconds for an answer; a third of it for a connection."""

    @property
    def place(self) -> str:
        """The server as people call it."""
        return f"Vault ({self.address})"

    def at(self, address: str, *, authorities: str = "", patience: float | None = None) -> Client:
        """The same identity at another server of the cluster."""
        return replace(
            self,
            address=address,
            authorities=authorities or self.authorities,
            patience=patience or self.patience,
        )

    def signed_in(self, token: str) -> Client:
        """The same server with a token."""
        return replace(self, token=token)

    def health(self) -> dict[str, Any]:
        """`sys/health` whatever the state is."""
        return self.read(HEALTH)

    def read(self, path: str) -> dict[str, Any]:
        """GET; the JSON answer."""
        return self._json(self._send("GET", path))

    def write(self, path: str, **body: Any) -> dict[str, Any]:
        """POST; the JSON answer, empty where there is none."""
        return self._json(self._send("POST", path, json=body))

    def delete(self, path: str) -> None:
        """DELETE; nothing where it is not there."""
        self._send("DELETE", path)

    def upload(self, path: str, content: IO[bytes]) -> None:
        """POST a file. A server says 400 or 500 where it does not believe it, and goes on as before."""
        with self._translated():
            chunks = iter(lambda: content.read(CHUNK), b"")
            response = self._http.post(f"/v1/{path}", content=chunks, timeout=httpx.Timeout(600))
            if response.status_code in _DISBELIEF:
                problem, way_out = f"it refused this (status {response.status_code})", "the server's own log says why"
                raise RefusedError(place=self.place, problem=problem, way_out=way_out)
            self._demand(response)

    def certificate_and_health(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """The certificate that the server showed (as `ssl` describes it), and `sys/health`."""
        with self._translated(), self._http.stream("GET", f"/v1/{HEALTH}") as response:
            shown = response.extensions["network_stream"].get_extra_info("ssl_object")
            response.read()
            return dict(shown.getpeercert() if shown else {}), dict(response.json())

    @contextmanager
    def stream(self, path: str) -> Iterator[Iterator[bytes]]:
        """GET as a stream of chunks. A redirect is an error: a stream that follows one can end early unseen."""
        with (
            self._translated(),
            self._http.stream("GET", f"/v1/{path}", timeout=httpx.Timeout(600, connect=self.patience / 3)) as response,
        ):
            self._demand(response)
            yield response.iter_bytes(CHUNK)

    @cached_property
    def _http(self) -> httpx.Client:
        context = ssl.create_default_context(cadata=self.authorities or None)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        headers = {"X-Vault-Request": "true", **({"X-Vault-Token": self.token} if self.token else {})}
        timeout = httpx.Timeout(self.patience, connect=self.patience / 3)
        once = httpx.Limits(max_keepalive_connections=0)  # nobody tells when a client has had its last use
        return httpx.Client(base_url=self.address, verify=context, headers=headers, timeout=timeout, limits=once)

    def _send(self, method: str, path: str, **options: Any) -> httpx.Response:
        with self._translated():
            response = self._http.request(method, f"/v1/{path}", **options)
            self._demand(response)
            return response

    @staticmethod
    def _json(response: httpx.Response) -> dict[str, Any]:
        return dict(response.json()) if response.content else {}

    def _demand(self, response: httpx.Response) -> None:
        """Raise what an answer means, unless it is the one that was asked for."""
        if not response.is_success:
            raise self._meaning(HTTPStatus(response.status_code))

    def _meaning(self, status: HTTPStatus) -> StoreError:
        match status:
            case HTTPStatus.FORBIDDEN | HTTPStatus.UNAUTHORIZED:
                way_out = "sign in as somebody who may (docs/vault.md, Who may do what)"
                return DeniedError(place=self.place, problem="Vault denies it", way_out=way_out)
            case HTTPStatus.NOT_FOUND:
                return NotFoundError(place=self.place, problem="it has no such thing", way_out="see docs/vault.md")
            case HTTPStatus.TOO_MANY_REQUESTS:
                return ThrottledError(place=self.place, problem="it asks to slow down", way_out="wait and repeat")
            case status if status in _BUSY:
                problem = f"it is sealed, without a leader, or can't audit (status {status.value})"
                return Unreachable(place=self.place, problem=problem, way_out="look: strongroom vault status")
        problem = f"it refused this (status {status.value})"
        return RefusedError(place=self.place, problem=problem, way_out="the server's own log says why")

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (httpx.HTTPError, ssl.SSLError, OSError) as error:
            if "CERTIFICATE_VERIFY_FAILED" in str(error):
                problem, way_out = "its TLS certificate is not trusted", "set VAULT_CACERT to the CA that signed it"
            else:
                problem = f"no answer ({type(error).__name__})"
                way_out = "check the network and VAULT_ADDR; repeating the command is safe"
            raise Unreachable(place=self.place, problem=problem, way_out=way_out) from None
