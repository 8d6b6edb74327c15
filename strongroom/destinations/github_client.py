"""One connection to GitHub's REST API: signed, paced, patient, and with errors that name the way out.

Nothing of the server's own message is passed on: it may quote the request.
"""

from __future__ import annotations

import os
import time
import weakref
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx
from typing_extensions import override

from strongroom.destinations.github_app import AppAuth, sign_with_kms
from strongroom.destinations.github_errors import refusal
from strongroom.destinations.github_limits import Wait, after_failure, wait_after
from strongroom.stores.errors import DeniedError, StoreError, ThrottledError, UnreachableError

if TYPE_CHECKING:
    from collections.abc import Mapping

PUBLIC = "https://api.github.com/"
VERSION = "2022-11-28"
_TIMEOUT = httpx.Timeout(20, connect=10)
_ERROR, _UNAUTHORISED = 400, 401
_PAGE = {"secrets": 100, "variables": 30, "repositories": 100}  # what GitHub gives at most
_NOTABLE = 5.0  # seconds: longer pauses are told

Notice = Callable[[str], None]


def _silent(_text: str) -> None:
    """Say nothing."""


@dataclass(frozen=True, kw_only=True)
class Clock:
    """Time, so that a test need not wait."""

    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep


@dataclass(kw_only=True)
class GithubClient:
    """`patience` is what all pauses together may take, `write_delay` the least time between two writes; in seconds."""

    http: httpx.Client
    patience: float = 900.0
    write_delay: float = 1.0
    clock: Clock = field(default_factory=Clock)
    notice: Notice = _silent
    calls: int = 0
    _written: float = 0.0
    _closed: StoreError | None = None  # why nothing more is asked: each further request would make it worse

    @classmethod
    def open(cls, *, patience: float, write_delay: float, notice: Notice = _silent) -> GithubClient:
        """Connect as the environment says; no call is made yet.

        GITHUB_TOKEN, or an app: STRONGROOM_GITHUB_APP (its client id) and STRONGROOM_GITHUB_APP_KEY (its key in KMS).
        The address is GITHUB_BASE_URL's, else GITHUB_API_URL's, else github.com's.
        """
        base = api_url(os.environ.get("GITHUB_BASE_URL") or os.environ.get("GITHUB_API_URL") or PUBLIC)
        headers = {
            "Accept": "application/vnd.github+json",
            "X-GitHub-Api-Version": VERSION,
            "User-Agent": "strongroom",
        }
        http = httpx.Client(
            base_url=base, headers=headers, timeout=_TIMEOUT, auth=_auth(f"GitHub ({urlsplit(base).netloc})")
        )
        client = cls(http=http, patience=patience, write_delay=write_delay, notice=notice)
        weakref.finalize(client, http.close)
        return client

    @property
    def endpoint(self) -> str:
        """URL that requests really go to."""
        return str(self.http.base_url)

    def get(self, path: str, place: str) -> Any:
        """The parsed answer."""
        return self.send("GET", path, place).response.json()

    def pages(self, path: str, key: str, place: str) -> Iterator[dict[str, Any]]:
        """Every item of a list, as many a request as GitHub gives."""
        size, number, seen = _PAGE[key], 1, 0
        while True:
            page = self.get(f"{path}?per_page={size}&page={number}", place)
            yield from page[key]
            seen += len(page[key])
            if seen >= page["total_count"] or not page[key]:
                return
            number += 1

    def send(self, method: str, path: str, place: str, body: Mapping[str, Any] | None = None) -> Answer:
        """One request, repeated as long as that helps; raises StoreError for an answer that is none.

        `place` is what the error names. An answer that is an error carries the status in `StatusError.status`.
        """
        failures = limits = 0
        while True:
            if self._closed is not None:
                raise type(self._closed)(place=place, problem=self._closed.problem, way_out=self._closed.way_out)
            self._pace(method)
            response, wait = self._once(method, path, body, failures + 1, limits + 1)
            if response is not None and wait is None:
                if response.status_code >= _ERROR or response.is_redirect:
                    raise self._final(refusal(response, method, place), response)
                return Answer(response=response, at=_time(response, self.clock), repeated=failures > 0)
            if wait is None:
                raise UnreachableError(
                    place=place,
                    problem=f"no answer from {urlsplit(self.endpoint).netloc}",
                    way_out="check the network and GITHUB_BASE_URL; repeating the command is safe",
                )
            failures += wait.cause == "failure"
            limits += wait.cause == "limit"
            self._pause(wait, place)

    def _final(self, error: StoreError, response: httpx.Response) -> StoreError:
        if response.status_code == _UNAUTHORISED:
            self._closed = error
        return error

    def _once(
        self, method: str, path: str, body: Mapping[str, Any] | None, failures: int, limits: int
    ) -> tuple[httpx.Response | None, Wait | None]:
        self.calls += 1
        try:
            response = self.http.request(method, path, json=body)
        except httpx.TransportError:
            return None, after_failure(failures)
        return response, wait_after(response, failures=failures, limits=limits, now=self.clock.now())

    def _pace(self, method: str) -> None:
        """Writes keep a distance from each other: GitHub asks for a second."""
        if method == "GET":
            return
        early = self._written + self.write_delay - self.clock.now()
        if early > 0:
            self.clock.sleep(early)
        self._written = self.clock.now()

    def _pause(self, wait: Wait, place: str) -> None:
        if wait.seconds > self.patience:
            until = datetime.fromtimestamp(self.clock.now() + wait.seconds, UTC)
            self._closed = ThrottledError(
                place=place,
                problem=f"GitHub asks to wait until {until:%H:%M:%SZ}, longer than this run may",
                way_out="repeat the command then; it goes on with what is left",
            )
            raise self._closed
        if wait.seconds > _NOTABLE:
            self.notice(f"{place}: GitHub asks to wait {wait.seconds:.0f} seconds")
        self.patience -= wait.seconds
        self.clock.sleep(wait.seconds)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """An answer that is a success, the server's time, and whether an earlier try may have had its effect already."""

    response: httpx.Response
    at: datetime
    repeated: bool


def _auth(place: str) -> httpx.Auth:
    token = os.environ.get("GITHUB_TOKEN") or os.environ.get("GH_TOKEN")
    app, key = os.environ.get("STRONGROOM_GITHUB_APP"), os.environ.get("STRONGROOM_GITHUB_APP_KEY")
    if token:
        return _Bearer(token)
    if app and key:
        return AppAuth(app, sign_with_kms(key))
    raise DeniedError(
        place=place,
        problem="no token found",
        way_out="set GITHUB_TOKEN to a token that may write the secrets and variables of these repositories",
    )


class _Bearer(httpx.Auth):
    """One token for everything."""

    def __init__(self, token: str) -> None:
        self._token = token

    @override
    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["Authorization"] = f"Bearer {self._token}"
        yield request


def api_url(given: str) -> str:
    """Where the API is: of github.com on a host of its own, of an Enterprise Server under a path."""
    url = given.rstrip("/") + "/"
    if urlsplit(url).hostname in {"github.com", "api.github.com"}:
        return PUBLIC
    return url if url.endswith("/api/v3/") else f"{url}api/v3/"


def _time(response: httpx.Response, clock: Clock) -> datetime:
    try:
        return parsedate_to_datetime(response.headers["date"]).astimezone(UTC)
    except (KeyError, ValueError):
        return datetime.fromtimestamp(clock.now(), UTC)
