"""One connection to a service's REST API: paced, patient, and with errors that name the way out.

Nothing of the server's own message is passed on: it may quote the request.
"""

from __future__ import annotations

import time
import weakref
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlsplit

import httpx

from strongroom.destinations.retries import Wait, after_failure, wait_after
from strongroom.stores.errors import RefusedError, StoreError, ThrottledError, UnreachableError

if TYPE_CHECKING:
    from typing import Self

_TIMEOUT = httpx.Timeout(20, connect=10)
_ERROR, _UNAUTHORISED, _BROKEN = 400, 401, 500
_NOTABLE = 5.0  # seconds: longer pauses are told

Notice = Callable[[str], None]
Refusals = Mapping[int, tuple[type[StoreError], str, str]]  # by status: the error, the problem, the way out


def silent(_text: str) -> None:
    """Say nothing."""


@dataclass(frozen=True, kw_only=True)
class Clock:
    """Time, so that a test need not wait."""

    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep


@dataclass(frozen=True, kw_only=True)
class Answer:
    """An answer that is a success, the server's time, and whether an earlier try may have had its effect already."""

    response: httpx.Response
    at: datetime
    repeated: bool


@dataclass(kw_only=True)
class PatientClient:
    """`patience` is what all pauses together may take, `write_delay` the least time between two writes; in seconds."""

    service: ClassVar[str]  # as errors call it
    url_variable: ClassVar[str]  # that says where the API is
    status_page: ClassVar[str] = ""
    refusals: ClassVar[Refusals] = {}

    http: httpx.Client
    patience: float = 900.0
    write_delay: float = 1.0
    clock: Clock = field(default_factory=Clock)
    notice: Notice = silent
    calls: int = 0
    _written: float = 0.0
    _closed: StoreError | None = None  # why nothing more is asked: each further request would make it worse

    @classmethod
    def connected(
        cls,
        base: str,
        headers: Mapping[str, str],
        *,
        patience: float,
        write_delay: float,
        notice: Notice,
        auth: httpx.Auth | None = None,
    ) -> Self:
        """A client for a base URL, closed with its last user; no call is made yet."""
        named = {"User-Agent": "strongroom", **headers}
        http = httpx.Client(base_url=base, headers=named, timeout=_TIMEOUT, auth=auth)
        client = cls(http=http, patience=patience, write_delay=write_delay, notice=notice)
        weakref.finalize(client, http.close)
        return client

    @property
    def endpoint(self) -> str:
        """URL that requests really go to."""
        return str(self.http.base_url)

    def refusal(self, response: httpx.Response, method: str, place: str) -> StoreError:
        """The error for an answer that is not a success."""
        del method
        status = response.status_code
        if status in self.refusals:
            kind, problem, way_out = self.refusals[status]
            return kind(place=place, problem=problem, way_out=way_out)
        if status >= _BROKEN:
            return UnreachableError(
                place=place,
                problem=f"{self.service} failed ({status}), through every retry",
                way_out="repeat the command later; repeating is safe",
            )
        return RefusedError(
            place=place, problem=f"{self.service} refuses it ({status})", way_out=f"see {self.status_page}"
        )

    def get(self, path: str, place: str) -> Any:
        """The parsed answer."""
        return self.send("GET", path, place).response.json()

    def send(
        self,
        method: str,
        path: str,
        place: str,
        body: Mapping[str, Any] | str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """One request, repeated as long as that helps; raises StoreError for an answer that is none.

        `place` is what the error names; a `body` that is a text goes out as it is.
        """
        failures = limits = 0
        content = {"content": body.encode()} if isinstance(body, str) else {"json": body}
        request: dict[str, Any] = {**content, "headers": headers}
        while True:
            if self._closed is not None:
                raise type(self._closed)(place=place, problem=self._closed.problem, way_out=self._closed.way_out)
            self._pace(method)
            response, wait = self._once(method, path, request, failures + 1, limits + 1)
            if response is not None and wait is None:
                if response.status_code >= _ERROR or response.is_redirect:
                    raise self._final(self.refusal(response, method, place), response)
                return Answer(response=response, at=_time(response, self.clock), repeated=failures > 0)
            if wait is None:
                raise UnreachableError(
                    place=place,
                    problem=f"no answer from {urlsplit(self.endpoint).netloc}",
                    way_out=f"check the network and {self.url_variable}; repeating the command is safe",
                )
            failures += wait.cause == "failure"
            limits += wait.cause == "limit"
            self._pause(wait, place)

    def _final(self, error: StoreError, response: httpx.Response) -> StoreError:
        if response.status_code == _UNAUTHORISED:
            self._closed = error
        return error

    def _once(
        self, method: str, path: str, request: Mapping[str, Any], failures: int, limits: int
    ) -> tuple[httpx.Response | None, Wait | None]:
        self.calls += 1
        try:
            response = self.http.request(method, path, **request)
        except httpx.TransportError:
            return None, after_failure(failures)
        return response, wait_after(response, failures=failures, limits=limits, now=self.clock.now())

    def _pace(self, method: str) -> None:
        """Writes keep a distance from each other: GitHub and Fly ask for a second."""
        if method == "GET":
            return
        early = self._written + self.write_delay - self.clock.now()
        if early > 0:
            self.clock.sleep(early)
        self._written = self.clock.now()

    def _pause(self, wait: Wait, place: str) -> None:
        asks = "asks to wait" if wait.cause == "limit" else "fails or does not answer: trying again in"
        if wait.seconds > self.patience:
            self._closed = self._given_up(wait, place)
            raise self._closed
        if wait.seconds > _NOTABLE:
            self.notice(f"{place}: {self.service} {asks} {wait.seconds:.0f} seconds")
        self.patience -= wait.seconds
        self.clock.sleep(wait.seconds)

    def _given_up(self, wait: Wait, place: str) -> StoreError:
        if wait.cause == "failure":
            return UnreachableError(
                place=place,
                problem=f"{urlsplit(self.endpoint).netloc} fails or does not answer, longer than this run may wait",
                way_out=f"check the network and {self.url_variable}; repeating the command is safe",
            )
        until = datetime.fromtimestamp(self.clock.now() + wait.seconds, UTC)
        return ThrottledError(
            place=place,
            problem=f"{self.service} asks to wait until {until:%H:%M:%SZ}, longer than this run may",
            way_out="repeat the command then; it goes on with what is left",
        )


def _time(response: httpx.Response, clock: Clock) -> datetime:
    try:
        return parsedate_to_datetime(response.headers["date"]).astimezone(UTC)
    except (KeyError, ValueError):
        return datetime.fromtimestamp(clock.now(), UTC)
