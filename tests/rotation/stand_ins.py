"""Atlas's and SendGrid's APIs as far as rotation uses them, as their manuals describe them, on loopback."""

from __future__ import annotations

import hashlib
import re
import secrets
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.cloud.health import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request

PUBLIC_KEY, GROUP, CLUSTER = "abcdefgh", "0" * 24, "main"


@dataclass
class Atlas:
    """Users and their passwords. Who changes one is asked for Digest credentials, or a service account's token."""

    private_key: str = field(default_factory=lambda: secrets.token_hex(16), repr=False)
    token: str = field(default_factory=lambda: secrets.token_hex(16), repr=False)
    users: dict[str, dict[str, Any]] = field(default_factory=dict, repr=False)
    unapplied: int = 0  # how many questions for the status are answered with PENDING
    refusing: int = 0  # the status that every request is answered with
    url: str = ""

    def accepts(self, name: str, password: str) -> bool:
        """Whether a client would get in."""
        return self.users.get(name, {}).get("password") == password

    @property
    def application(self) -> Starlette:
        """The API."""
        group = f"/api/atlas/v2/groups/{GROUP}"
        return Starlette(
            routes=[
                Route("/api/oauth/token", self._sign_in, methods=["POST"]),
                Route(f"{group}/databaseUsers/admin/{{name}}", self._user, methods=["GET", "PATCH"]),
                Route(f"{group}/databaseUsers", self._create, methods=["POST"]),
                Route(f"{group}/clusters", self._clusters),
                Route(f"{group}/clusters/{CLUSTER}/status", self._status),
            ]
        )

    async def _sign_in(self, request: Request) -> Response:
        if not request.headers.get("authorization", "").startswith("Basic "):
            return Response(status_code=401)
        return JSONResponse({"access_token": self.token, "expires_in": 3600, "token_type": "Bearer"})

    async def _user(self, request: Request) -> Response:
        name = request.path_params["name"]
        if refusal := self._refusal(request):
            return refusal
        if name not in self.users:
            return JSONResponse({"error": 404, "errorCode": "USERNAME_NOT_FOUND"}, 404)
        if request.method == "PATCH":
            self.users[name] |= await request.json()
        return JSONResponse({key: held for key, held in self.users[name].items() if key != "password"})

    async def _create(self, request: Request) -> Response:
        if refusal := self._refusal(request):
            return refusal
        given = await request.json()
        if given["username"] in self.users:
            return JSONResponse({"error": 409, "errorCode": "USER_ALREADY_EXISTS"}, 409)
        self.users[given["username"]] = given
        return JSONResponse({}, 201)

    async def _clusters(self, request: Request) -> Response:
        return self._refusal(request) or JSONResponse({"results": [{"name": CLUSTER}], "totalCount": 1})

    async def _status(self, request: Request) -> Response:
        if refusal := self._refusal(request):
            return refusal
        self.unapplied = max(0, self.unapplied - 1)
        return JSONResponse({"changeStatus": "PENDING" if self.unapplied else "APPLIED"})

    def _refusal(self, request: Request) -> Response | None:
        if self.refusing:
            return Response(status_code=self.refusing)
        if not request.headers.get("accept", "").startswith("application/vnd.atlas."):
            return Response(status_code=406)
        given = request.headers.get("authorization", "")
        if given == f"Bearer {self.token}" or self._digest_is_right(request.method, given):
            return None
        challenge = f'Digest realm="MMS Public API", nonce="{secrets.token_hex(8)}", algorithm=MD5, qop="auth"'
        return Response(status_code=401, headers={"www-authenticate": challenge})

    def _digest_is_right(self, method: str, given: str) -> bool:
        parts = {name: quoted or plain for name, quoted, plain in re.findall(r'(\w+)=(?:"([^"]*)"|([^,\s]*))', given)}
        if parts.get("username") != PUBLIC_KEY:
            return False
        who = _md5(f"{PUBLIC_KEY}:{parts['realm']}:{self.private_key}")
        what = _md5(f"{method}:{parts['uri']}")
        whole = ":".join((who, parts["nonce"], parts["nc"], parts["cnonce"], parts["qop"], what))
        return bool(_md5(whole) == parts["response"])


@dataclass
class SendGrid:
    """API keys by id: name, scopes and the whole key."""

    keys: dict[str, dict[str, Any]] = field(default_factory=dict, repr=False)
    refusing: int = 0
    dropped: str = ""  # a scope that a new key does not get
    url: str = ""

    def add(self, name: str, scopes: list[str]) -> str:
        """Make a key, as a person does in the settings."""
        key_id, secret = secrets.token_urlsafe(16), secrets.token_urlsafe(32)
        self.keys[key_id] = {"name": name, "scopes": scopes, "key": f"SG.{key_id}.{secret}"}
        return f"SG.{key_id}.{secret}"

    def accepts(self, key: str) -> bool:
        """Whether a client would get in."""
        return any(held["key"] == key for held in self.keys.values())

    @property
    def application(self) -> Starlette:
        """The API."""
        return Starlette(
            routes=[
                Route("/v3/scopes", self._scopes),
                Route("/v3/api_keys", self._all, methods=["GET", "POST"]),
                Route("/v3/api_keys/{id}", self._one, methods=["GET", "DELETE"]),
            ]
        )

    def _caller(self, request: Request) -> dict[str, Any] | None:
        given = request.headers.get("authorization", "")
        return next((held for held in self.keys.values() if f"Bearer {held['key']}" == given), None)

    def _refusal(self, request: Request, scope: str | None) -> Response | None:
        caller = self._caller(request)
        if self.refusing or caller is None:
            return JSONResponse({"errors": [{"message": "authorization required"}]}, self.refusing or 401)
        if scope and scope not in caller["scopes"]:
            return JSONResponse({"errors": [{"message": "access forbidden"}]}, 403)
        return None

    async def _scopes(self, request: Request) -> Response:
        refusal, caller = self._refusal(request, None), self._caller(request)
        return refusal or JSONResponse({"scopes": caller["scopes"] if caller else []})

    async def _all(self, request: Request) -> Response:
        if refusal := self._refusal(request, "api_keys.create" if request.method == "POST" else "api_keys.read"):
            return refusal
        if request.method == "GET":
            found = [{"name": held["name"], "api_key_id": key_id} for key_id, held in self.keys.items()]
            return JSONResponse({"result": found})
        given = await request.json()
        key = self.add(given["name"], [scope for scope in given["scopes"] if scope != self.dropped])
        key_id = key.split(".")[1]
        return JSONResponse({"api_key": key, "api_key_id": key_id, **given}, 201)

    async def _one(self, request: Request) -> Response:
        scope = "api_keys.delete" if request.method == "DELETE" else "api_keys.read"
        if refusal := self._refusal(request, scope):
            return refusal
        held = self.keys.get(request.path_params["id"])
        if held is None:
            return JSONResponse({"errors": [{"message": "unable to find API Key"}]}, 404)
        if request.method == "DELETE":
            del self.keys[request.path_params["id"]]
            return Response(status_code=204)
        return JSONResponse({"api_key_id": request.path_params["id"], "name": held["name"], "scopes": held["scopes"]})


@contextmanager
def serving(application: Starlette) -> Iterator[str]:
    """The URL of an application that is served on loopback."""
    port = free_port()
    config = uvicorn.Config(application, host="127.0.0.1", port=port, log_level="critical", lifespan="off", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    deadline = time.monotonic() + 60
    while not server.started:
        assert thread.is_alive(), "the stand-in did not start"
        assert time.monotonic() < deadline, "the stand-in did not start in a minute"
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
