"""One configured GitHub provider: whose account, which server, how fast, how often again.

As the published plugin does it: a server that is not github.com gets `/api/v3/` before every path; requests go one
after another; a write makes the next request wait; a limit is waited for, a server's fault is tried again.
Source: https://www.pulumi.com/registry/packages/github/installation-configuration/.
"""

from __future__ import annotations

import os
import threading
import time
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import httpx

from local.providers.loopback import refusal_of
from local.providers.resource import Failure, RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.providers.values import Properties

PUBLIC: Final = "https://api.github.com/"
_WRITES: Final = ("POST", "PUT", "PATCH", "DELETE")
_LIMITED: Final = (403, 429)
NOT_FOUND: Final = 404
_FIRST_FAULT: Final = 500
_TIMEOUT: Final = 60.0  # seconds
_LONGEST_WAIT: Final = 300.0  # seconds that a limit may take; longer is an error


class GithubError(Exception):
    """An answer that is not a success: method, path, status and GitHub's words, never a body that was sent."""

    def __init__(self, method: str, response: httpx.Response) -> None:
        self.status = response.status_code
        super().__init__(f"{method} {response.url}: {self.status} {_words(response)}")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The provider's configuration, with the plugin's defaults. Delays are in milliseconds."""

    base_url: str = PUBLIC
    owner: str = ""
    token: str = field(default="", repr=False)
    write_delay: int = 1000
    read_delay: int = 0
    retries: int = 3
    retry_delay: int = 1000
    retryable: tuple[int, ...] = (500, 502, 503, 504)

    @classmethod
    def of(cls, given: Properties) -> Settings:
        """Settings from the provider's configuration, then from this process's environment."""
        owner = given.get("owner") or given.get("organization") or _environment("GITHUB_OWNER", "GITHUB_ORGANIZATION")
        base_url = given.get("baseUrl", PUBLIC)
        if base_url == PUBLIC:  # the SDK's default: then it is the local cloud's
            base_url = _environment("GITHUB_BASE_URL") or PUBLIC
        return cls(
            base_url=base_url,
            owner=owner,
            token=given.get("token") or _environment("GITHUB_TOKEN"),
            write_delay=given.get("writeDelayMs", cls.write_delay),
            read_delay=given.get("readDelayMs", cls.read_delay),
            retries=given.get("maxRetries", cls.retries),
            retry_delay=given.get("retryDelayMs", cls.retry_delay),
            retryable=tuple(given.get("retryableErrors", cls.retryable)),
        )


@dataclass(kw_only=True)
class GithubConnection:
    """A client that speaks for one owner. It calls nothing before it is first used."""

    settings: Settings
    numbers: dict[str, int] = field(default_factory=dict)  # of repositories, by name
    key_ids: dict[str, str] = field(default_factory=dict)  # the key that the last secret of a place was sealed with
    _turn: threading.Lock = field(default_factory=threading.Lock)
    _not_before: float = 0.0

    @property
    def refusal(self) -> str | None:
        """Why nothing can be done over this connection, or None."""
        return refusal_of("GITHUB_BASE_URL", None if self.settings.base_url == PUBLIC else self.settings.base_url)

    @cached_property
    def owner(self) -> str:
        """The account; without one configured, the token's. Asked for once, as the plugin does when it starts."""
        if not self.settings.owner:
            return str(self.request("GET", "/user")["login"])
        return str(self.account["login"]) if self.account else self.settings.owner

    @cached_property
    def account(self) -> dict[str, Any] | None:
        """The organisation that the owner is, or None when it is a person."""
        if not self.settings.owner:
            return None
        found = self.find(f"/orgs/{self.settings.owner}")
        return dict(found) if found else None

    def organisation(self) -> str:
        """The owner, which has to be an organisation; RefusedError otherwise."""
        if not self.account:
            raise RefusedError(f"github: {self.owner} is a person; this type needs an organisation as the owner")
        return self.owner

    def find(self, path: str) -> Any:
        """GET, or None for what is not there."""
        try:
            return self.request("GET", path)
        except GithubError as problem:
            if problem.status == NOT_FOUND:
                return None
            raise

    def listed(self, path: str, key: str) -> Iterator[Any]:
        """Every entry of a list that comes in pages."""
        number, seen = 1, 0
        while True:
            page = self.request("GET", f"{path}?per_page=100&page={number}")
            yield from page[key]
            seen += len(page[key])
            if not page[key] or seen >= page["total_count"]:
                return
            number += 1

    def request(self, method: str, path: str, body: Any = None) -> Any:
        """Send a request when it is its turn; the parsed answer. Raises GithubError, httpx.TransportError."""
        with self._turn:
            left = self.settings.retries
            while True:
                response = self._sent(method, path, body)
                if response.is_success:
                    return response.json() if response.content else None
                pause = self._pause(response)
                if pause is None or not left:
                    raise GithubError(method, response)
                left -= 1
                time.sleep(pause)

    def _sent(self, method: str, path: str, body: Any) -> httpx.Response:
        time.sleep(max(0.0, self._not_before - time.monotonic()))
        try:
            return self._client.request(method, path.removeprefix("/"), json=body)
        finally:
            delay = self.settings.write_delay if method in _WRITES else self.settings.read_delay
            self._not_before = time.monotonic() + delay / 1000

    def _pause(self, response: httpx.Response) -> float | None:
        """Seconds to wait before the same request may be sent again; None when that would not help."""
        if response.status_code in self.settings.retryable:
            return self.settings.retry_delay / 1000
        if response.status_code not in _LIMITED:
            return None
        pause = response.headers.get("Retry-After")
        if pause is None and response.headers.get("X-RateLimit-Remaining") == "0":
            pause = float(response.headers.get("X-RateLimit-Reset", 0)) - time.time()
        return None if pause is None or float(pause) > _LONGEST_WAIT else max(0.0, float(pause))

    @cached_property
    def _client(self) -> httpx.Client:
        base = self.settings.base_url.rstrip("/")
        prefix = "" if urlsplit(base).hostname == urlsplit(PUBLIC).hostname else "/api/v3"
        headers = {"Authorization": f"Bearer {self.settings.token}", "Accept": "application/vnd.github+json"}
        return httpx.Client(
            base_url=base.removesuffix(prefix) + prefix,
            headers=headers,
            timeout=_TIMEOUT,
            limits=httpx.Limits(max_keepalive_connections=0),  # nobody tells when a connection has had its last use
            trust_env=False,
        )


def connect(given: Properties) -> GithubConnection:
    """A connection for a provider's configuration."""
    return GithubConnection(settings=Settings.of(given))


def explain(problem: Exception) -> Failure | None:
    """What a failure of this client means."""
    if isinstance(problem, GithubError):
        return Failure(message=f"github: {problem}", definite=problem.status < _FIRST_FAULT)
    if isinstance(problem, httpx.TransportError):
        return Failure(
            message=f"github: no answer ({type(problem).__name__})", definite=isinstance(problem, httpx.ConnectError)
        )
    return None


def _words(response: httpx.Response) -> str:
    try:
        told = response.json()
    except ValueError:
        return response.reason_phrase
    words = [str(told.get("message", response.reason_phrase)).strip()]
    words += [" ".join(str(text) for text in one.values()) for one in told.get("errors", ()) if isinstance(one, dict)]
    return "; ".join(words)


def _environment(*names: str) -> str:
    return next((os.environ[name] for name in names if os.environ.get(name)), "")
