"""Limits, failures and lost answers of GitHub: what is repeated, how long is waited, and what is said in the end."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from strongroom.destinations.contract import Key, Parcel
from strongroom.destinations.github.client import GithubClient, api_url
from strongroom.destinations.github.environment import GithubEnvironment
from strongroom.destinations.patient_client import Clock
from strongroom.destinations.retries import ATTEMPTS, after_failure
from strongroom.stores.errors import (
    ConflictError,
    DeniedError,
    RefusedError,
    StoreError,
    ThrottledError,
    UnreachableError,
)

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = 1_800_000_000.0
PLACE = "github:shop/site/environments/staging"


@dataclass
class Watch:
    """A clock that only moves when somebody sleeps."""

    time: float = NOW
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        """Move on."""
        self.slept.append(seconds)
        self.time += seconds

    @property
    def clock(self) -> Clock:
        """As the client wants it."""
        return Clock(now=lambda: self.time, sleep=self.sleep)


def client(watch: Watch, *answers: httpx.Response | Exception, patience: float = 900.0) -> GithubClient:
    """A client whose requests get these answers in turn."""
    remaining = list(answers)

    def answer(_request: httpx.Request) -> httpx.Response:
        given = remaining.pop(0)
        if isinstance(given, Exception):
            raise given
        return given

    http = httpx.Client(transport=httpx.MockTransport(answer), base_url="https://api.github.com/")
    return GithubClient(http=http, patience=patience, clock=watch.clock)


def limited(status: int = 403, **headers: str) -> httpx.Response:
    """An answer that means: later."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return httpx.Response(status, headers=named, json={"message": "You have exceeded a secondary rate limit."})


DONE = httpx.Response(200, json={"done": True})


@pytest.mark.parametrize(
    ("answer", "seconds"),
    [
        (limited(429, retry_after="7"), 7),
        (limited(403, retry_after="7"), 7),
        (limited(403, x_ratelimit_remaining="0", x_ratelimit_reset=str(int(NOW) + 40)), 41),
        (limited(429, x_ratelimit_remaining="0", x_ratelimit_reset=str(int(NOW) - 5)), 1),
        (limited(403), 60),
        (limited(429), 60),
    ],
    ids=["429 retry-after", "403 retry-after", "reset", "reset in the past", "secondary", "429 bare"],
)
def test_a_limit_is_waited_for_as_long_as_github_says(answer: httpx.Response, seconds: float) -> None:
    watch = Watch()
    assert client(watch, answer, DONE).get("x", PLACE) == {"done": True}
    assert watch.slept == [seconds]


def test_a_limit_without_a_time_is_waited_for_twice_as_long_each_time() -> None:
    watch = Watch()
    client(watch, limited(), limited(), limited(), DONE).get("x", PLACE)
    assert watch.slept == [60, 120, 240]


def test_a_limit_longer_than_our_patience_ends_the_run_and_nothing_more_is_asked() -> None:
    watch = Watch()
    impatient = client(watch, limited(429, retry_after="3600"), patience=60)
    for _ in range(2):
        with pytest.raises(ThrottledError, match=r"asks to wait until .*; repeat the command then"):
            impatient.get("x", PLACE)
    assert (impatient.calls, watch.slept) == (1, [])


def test_a_silence_longer_than_our_patience_is_told_as_one_and_not_as_a_wish_of_github() -> None:
    watch = Watch()
    silent = client(watch, *(httpx.ConnectError("refused") for _ in range(9)), patience=0)
    with pytest.raises(
        UnreachableError, match="fails or does not answer, longer than this run may wait; check the network"
    ):
        silent.get("x", PLACE)


def test_all_pauses_together_stay_within_our_patience() -> None:
    watch = Watch()
    with pytest.raises(ThrottledError):
        client(watch, *(limited(429, retry_after="40") for _ in range(9)), patience=100).get("x", PLACE)
    assert sum(watch.slept) <= 100


@pytest.mark.parametrize(
    "failure",
    [
        httpx.Response(500),
        httpx.Response(502),
        httpx.Response(503),
        httpx.ReadTimeout("slow"),
        httpx.ConnectError("no"),
    ],
    ids=["500", "502", "503", "timeout", "refused"],
)
def test_what_fails_for_a_moment_is_repeated_with_growing_pauses(failure: httpx.Response | Exception) -> None:
    watch = Watch()
    assert client(watch, failure, failure, DONE).get("x", PLACE) == {"done": True}
    assert len(watch.slept) == 2
    assert watch.slept[0] < watch.slept[1]


@pytest.mark.parametrize("failure", [httpx.Response(502), httpx.ReadTimeout("slow")], ids=["502", "timeout"])
def test_what_fails_again_and_again_is_told_with_its_place(failure: httpx.Response | Exception) -> None:
    watch = Watch()
    failing = client(watch, *[failure] * ATTEMPTS)
    with pytest.raises(StoreError, match=f"^{PLACE}: .*repeating"):
        failing.get("x", PLACE)
    assert failing.calls == ATTEMPTS


@given(st.integers(min_value=1, max_value=ATTEMPTS - 1))
def test_pauses_grow_and_vary(failures: int) -> None:
    wait = after_failure(failures)
    assert wait is not None
    assert 0.75 <= wait.seconds / (0.5 * 2 ** (failures - 1)) <= 1.25


@pytest.mark.parametrize(
    ("status", "kind", "says"),
    [
        (401, DeniedError, "set GITHUB_TOKEN"),
        (403, DeniedError, "the token needs to write"),
        (404, StoreError, "make the environment"),
        (409, ConflictError, "somebody else"),
        (422, RefusedError, "48 KB each"),
        (418, RefusedError, "418"),
        (301, RefusedError, "renamed"),
    ],
)
def test_an_answer_that_is_final_says_what_to_do(status: int, kind: type[StoreError], says: str) -> None:
    answer = httpx.Response(status, headers={"location": "https://x/"} if status == 301 else {}, json={"message": "m"})
    with pytest.raises(kind, match=says):
        client(Watch(), answer).get("x", PLACE)


def test_a_token_that_is_not_accepted_is_not_tried_again() -> None:
    stranger = client(Watch(), httpx.Response(401, json={}))
    for _ in range(3):
        with pytest.raises(DeniedError):
            stranger.get("x", PLACE)
    assert stranger.calls == 1


def test_writes_keep_a_second_from_each_other_and_reads_do_not() -> None:
    watch = Watch()
    paced = client(watch, DONE, DONE, DONE, DONE)
    for method in ("PUT", "PUT", "GET", "GET"):
        paced.send(method, "x", PLACE)
    assert watch.slept == [1.0]


def environment(answer: Callable[[httpx.Request], httpx.Response]) -> GithubEnvironment:
    """An environment behind a server that answers so."""
    http = httpx.Client(transport=httpx.MockTransport(answer), base_url="https://api.github.com/")
    return GithubEnvironment(GithubClient(http=http, clock=Watch().clock), "shop/site", "staging")


VARIABLE = Parcel(key=Key(kind="configuration", name="SITE_ID"), value=SecretStr("17"))


def test_a_variable_that_was_made_and_whose_answer_got_lost_is_not_taken_for_somebody_elses() -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.method)
        if asked == ["POST"]:
            raise httpx.ReadTimeout("lost")
        return httpx.Response(409 if request.method == "POST" else 204, json={})

    environment(answer).deliver(VARIABLE, None)
    assert asked == ["POST", "POST", "PATCH"]


def test_a_variable_that_somebody_made_meanwhile_is_left_alone() -> None:
    with pytest.raises(ConflictError):
        environment(lambda _: httpx.Response(409, json={})).deliver(VARIABLE, None)


def test_a_list_is_read_to_its_last_page() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        number, size = int(request.url.params["page"]), int(request.url.params["per_page"])
        names = [f"S{index}" for index in range(250)][(number - 1) * size : number * size]
        items = [{"name": name, "updated_at": "2026-01-01T00:00:00Z"} for name in names]
        return httpx.Response(200, json={"total_count": 250, "secrets": items})

    assert len(environment(answer).look([Key(kind="secret", name="S0")])) == 250


def test_no_error_repeats_what_github_said_or_what_was_sent() -> None:
    value = "canary-of-the-tests"

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(422, json={"message": json.loads(request.content)["value"]})

    with pytest.raises(StoreError) as raised:
        environment(answer).deliver(Parcel(key=VARIABLE.key, value=SecretStr(value)), None)
    assert value not in f"{raised.value} {raised.value.__dict__} {raised.value.__cause__}"


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("https://api.github.com", "https://api.github.com/"),
        ("https://github.com/", "https://api.github.com/"),
        ("https://git.example.org", "https://git.example.org/api/v3/"),
        ("https://git.example.org/api/v3", "https://git.example.org/api/v3/"),
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080/api/v3/"),
    ],
)
def test_the_api_of_an_enterprise_server_is_under_a_path(given: str, url: str) -> None:
    assert api_url(given) == url
