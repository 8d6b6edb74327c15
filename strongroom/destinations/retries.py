"""How long to wait before a request is repeated, and whether it is at all, as GitHub asks for it.

Limits (429, or 403 that says so): as long as `Retry-After` or `X-RateLimit-Reset` say, else a minute that doubles.
What fails for a moment (5xx, no answer): half a second that doubles, five times in all. Anything else is an answer.
https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import httpx

ATTEMPTS = 5  # of a request that fails for a moment
_FIRST_PAUSE = 0.5  # seconds
_UNNAMED_PAUSE = 60.0  # seconds: what GitHub asks for where it names no time
_LATE = 1.0  # seconds added to a reset that is told in whole ones
_REFUSED, _TOO_MANY, _BROKEN = 403, 429, 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Wait:
    """A pause before the next try, and what asked for it."""

    seconds: float
    cause: Literal["limit", "failure"]


def wait_after(response: httpx.Response, *, failures: int, limits: int, now: float) -> Wait | None:
    """The pause that an answer demands; None where the answer is final.

    `failures` and `limits` count the answers of each kind so far, this one included; `now` is in seconds since 1970.
    """
    if is_limit(response):
        return Wait(seconds=_asked_for(response, limits, now), cause="limit")
    if response.status_code >= _BROKEN:
        return after_failure(failures)
    return None


def after_failure(failures: int) -> Wait | None:
    """The pause after a request that failed for a moment; None once it failed too often."""
    if failures >= ATTEMPTS:
        return None
    pause = _FIRST_PAUSE * 2 ** (failures - 1)
    return Wait(seconds=pause * random.uniform(0.75, 1.25), cause="failure")  # noqa: S311 - spreads clients, hides nothing


def is_limit(response: httpx.Response) -> bool:
    """Whether an answer only means: later."""
    if response.status_code == _TOO_MANY:
        return True
    if response.status_code != _REFUSED:
        return False
    headers = response.headers
    if "retry-after" in headers or headers.get("x-ratelimit-remaining") == "0":
        return True
    return b"rate limit" in response.content.lower()


def _asked_for(response: httpx.Response, limits: int, now: float) -> float:
    retry_after = response.headers.get("retry-after", "")
    if retry_after.isdigit():
        return float(retry_after)
    reset = response.headers.get("x-ratelimit-reset", "")
    if response.headers.get("x-ratelimit-remaining") == "0" and reset.isdigit():
        return max(0.0, float(reset) - now) + _LATE
    return _UNNAMED_PAUSE * 2.0 ** (limits - 1)
