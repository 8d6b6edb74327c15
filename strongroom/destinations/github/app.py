"""Signing in to GitHub as an app, with a private key that lies in KMS and never leaves it.

Every request goes out with a token of the app's installation at the owner that its path names: one run reaches all
organisations in which the app is installed, and nothing that lives longer than an hour is handed to it.
https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx
from typing_extensions import override

from strongroom.web_token import web_token

Sign = Callable[[bytes], bytes]
_SUCCESS = range(200, 300)
_LIFE = 540  # seconds: GitHub takes ten minutes at most
_SKEW = 60  # seconds that a clock may be ahead
_RENEWAL = 300  # seconds before the end of a token


@dataclass
class AppAuth(httpx.Auth):
    """`app` is the app's client id; `sign` makes an RS256 signature (PKCS #1, SHA-256) of a digest."""

    app: str
    sign: Sign = field(repr=False)
    now: Callable[[], float] = time.time
    _tokens: dict[str, tuple[str, float]] = field(default_factory=dict, repr=False)

    requires_response_body = True

    @override
    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Fetch a token where none is at hand; where that fails, GitHub's answer to it is the answer."""
        root, place = _place(request.url)
        owner = place.split("/")[1].lower()
        token, until = self._tokens.get(owner, ("", 0.0))
        if until - _RENEWAL < self.now():
            found = yield self._asking("GET", request, f"{root}{place}/installation")
            if found.status_code not in _SUCCESS:
                return
            number = found.json()["id"]
            made = yield self._asking("POST", request, f"{root}app/installations/{number}/access_tokens")
            if made.status_code not in _SUCCESS:
                return
            token, until = _read(made.json())
            self._tokens[owner] = (token, until)
        request.headers["Authorization"] = f"Bearer {token}"
        yield request

    def _asking(self, method: str, request: httpx.Request, path: str) -> httpx.Request:
        headers = {name: request.headers[name] for name in ("Accept", "User-Agent") if name in request.headers}
        url = request.url.copy_with(path=path, query=None)
        return httpx.Request(method, url, headers=headers | {"Authorization": f"Bearer {self._assertion()}"})

    def _assertion(self) -> str:
        """A JSON Web Token that says who we are, for nine minutes."""
        now = int(self.now())
        claims = {"iat": now - _SKEW, "exp": now + _LIFE, "iss": self.app}
        return web_token(claims, lambda text: self.sign(hashlib.sha256(text).digest()))


def sign_with_kms(key: str) -> Sign:
    """Sign with an RSA key of KMS, by its alias or ARN; raises StoreError."""
    import boto3

    from strongroom.stores.aws_errors import translated

    def sign(digest: bytes) -> bytes:
        with translated(f"KMS key {key}", action="kms:Sign"):
            answer = boto3.client("kms", region_name=os.environ.get("AWS_REGION")).sign(
                KeyId=key, Message=digest, MessageType="DIGEST", SigningAlgorithm="RSASSA_PKCS1_V1_5_SHA_256"
            )
        return answer["Signature"]

    return sign


def _place(url: httpx.URL) -> tuple[str, str]:
    """The API's root, and what the app is installed for: `repos/owner/name` or `orgs/name`."""
    parts = url.path.split("/")
    start = next(index for index, part in enumerate(parts) if part in ("repos", "orgs"))
    length = 3 if parts[start] == "repos" else 2
    return "/".join(parts[:start]) + "/", "/".join(parts[start : start + length])


def _read(answer: dict[str, Any]) -> tuple[str, float]:
    return answer["token"], datetime.fromisoformat(answer["expires_at"]).timestamp()
