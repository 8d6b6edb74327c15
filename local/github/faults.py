"""Answers that go wrong on request: errors, limits, delays, and acknowledgements that get lost."""

from __future__ import annotations

import time
from fnmatch import fnmatchcase
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from local.github.answers import Answer, RefusalError

MESSAGES = {
    403: "Resource not accessible by personal access token",
    404: "Not Found",
    409: "Conflict",
    422: "Validation Failed",
    429: "Too Many Requests",
    500: "Server Error",
    502: "Server Error",
    503: "Service unavailable",
}


class Fault(BaseModel):
    """What goes wrong, for which requests, how often.

    `path` is a glob on the path below `/api/v3` as it was sent (percent-encoded). `times` None is "until cleared".
    Without `status` the request is only delayed. `applied`: the request takes effect and its answer is lost.
    """

    model_config = ConfigDict(extra="forbid")

    method: str = "*"
    path: str = "*"
    status: int | None = Field(default=None, ge=400, le=599)
    times: int | None = Field(default=1, ge=1)
    delay_seconds: float = Field(default=0, ge=0, le=600)
    retry_after: int | None = Field(default=None, ge=0)
    kind: Literal["plain", "secondary-limit", "primary-limit"] = "plain"
    applied: bool = False

    def fits(self, method: str, path: str) -> bool:
        """Whether a request is one of those that this fault is for."""
        return self.method in ("*", method) and fnmatchcase(path, self.path)

    def answer(self) -> Answer | None:
        """The wrong answer, or None for a mere delay."""
        if self.status is None:
            return None
        message, headers = MESSAGES.get(self.status, "Server Error"), {}
        if self.kind == "secondary-limit":
            message = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
        if self.kind == "primary-limit":
            message = "API rate limit exceeded."
            headers = {
                "X-RateLimit-Remaining": "0",
                "X-RateLimit-Reset": str(int(time.time()) + (self.retry_after or 60)),
            }
        if self.retry_after is not None:
            headers["Retry-After"] = str(self.retry_after)
        shown = RefusalError(self.status, message).answer()
        return Answer(status=shown.status, body=shown.body, headers=headers)


class Faults:
    """The faults that are still to happen, in the order they were asked for."""

    def __init__(self) -> None:
        self.pending: list[Fault] = []

    def next_for(self, method: str, path: str) -> Fault | None:
        """Take the first fault that fits this request."""
        for fault in self.pending:
            if fault.fits(method, path):
                if fault.times is not None:
                    fault.times -= 1
                    if not fault.times:
                        self.pending.remove(fault)
                return fault
        return None
