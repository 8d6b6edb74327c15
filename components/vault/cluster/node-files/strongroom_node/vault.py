"""The node's own server through its local listener: verified TLS, one token in memory, errors without values."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
from contextlib import contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from strongroom_node.instance import LOCAL_PORT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from strongroom_node.settings import Files, Instance, Settings

TIMEOUT = 90


class VaultError(Exception):
    """The server refused a request: path and status, never what was sent or answered."""

    def __init__(self, path: str, status: int) -> None:
        super().__init__(f"{path}: status {status}")
        self.status = status


class _Connection(http.client.HTTPSConnection):
    """TLS to an address whose certificate carries the cluster's name."""

    def __init__(self, address: str, server_name: str, context: ssl.SSLContext) -> None:
        super().__init__(address, LOCAL_PORT, timeout=TIMEOUT)
        self._server_name = server_name
        self._tls = context

    def connect(self) -> None:
        plain = socket.create_connection((self.host, self.port), self.timeout)
        self.sock = self._tls.wrap_socket(plain, server_hostname=self._server_name)


class Vault:
    """A client of the local listener. It shows the node's certificate, which is how it can log in."""

    def __init__(self, settings: Settings, files: Files, instance: Instance) -> None:
        self._context = ssl.create_default_context(cafile=str(files.authority))
        self._context.minimum_version = ssl.TLSVersion.TLSv1_2
        self._context.load_cert_chain(str(files.certificate), str(files.key))
        self._address = instance.local_address
        self._server_name = settings.server_name
        self._token = ""

    def write(self, path: str, **body: Any) -> dict[str, Any]:
        """POST; the JSON answer."""
        return self._json("POST", path, body)

    def read(self, path: str) -> dict[str, Any]:
        """GET; the JSON answer."""
        return self._json("GET", path, None)

    def health(self) -> dict[str, Any] | None:
        """`sys/health` whatever the state is, or None where nothing answers."""
        try:
            return self.read("sys/health?sealedcode=200&uninitcode=200&standbyok=true&perfstandbyok=true")
        except (OSError, http.client.HTTPException, VaultError):
            return None

    @contextmanager
    def token(self, token: str) -> Iterator[None]:
        """Act with this token, and revoke it at the end whatever happens in between."""
        self._token = token
        try:
            yield
        finally:
            try:
                self.write("auth/token/revoke-self")
            finally:
                self._token = ""

    @contextmanager
    def login(self) -> Iterator[None]:
        """Act as this node: a token for its certificate, revoked at the end."""
        answer = self.write("auth/node/login", name="node")
        with self.token(answer["auth"]["client_token"]):
            yield

    @contextmanager
    def open(self, path: str) -> Iterator[http.client.HTTPResponse]:
        """GET as a stream. A redirect is an error: what is asked for here is this node's own."""
        connection = _Connection(self._address, self._server_name, self._context)
        try:
            connection.request("GET", f"/v1/{path}", headers=self._headers())
            response = connection.getresponse()
            if response.status != HTTPStatus.OK:
                raise VaultError(path, response.status)
            yield response
        finally:
            connection.close()

    def _headers(self) -> dict[str, str]:
        headers = {"X-Vault-Request": "true", "Content-Type": "application/json"}
        return {**headers, "X-Vault-Token": self._token} if self._token else headers

    def _json(self, method: str, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
        connection = _Connection(self._address, self._server_name, self._context)
        try:
            sent = json.dumps(body) if body is not None else None
            connection.request(method, f"/v1/{path}", body=sent, headers=self._headers())
            response = connection.getresponse()
            content = response.read()
        finally:
            connection.close()
        if response.status >= HTTPStatus.MULTIPLE_CHOICES:
            raise VaultError(path.partition("?")[0], response.status)
        return json.loads(content) if content else {}
