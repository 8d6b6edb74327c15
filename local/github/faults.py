"""What GitHub says when something goes wrong that was asked for."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from local.github.answers import refused
from local.stand_in.answers import RefusalError

if TYPE_CHECKING:
    from local.stand_in.answers import Answer
    from local.stand_in.faults import Fault

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
_A_MINUTE = 60  # until an exceeded limit is lifted, where the fault says nothing


def wrong(fault: Fault, status: int) -> Answer:
    """The answer with this status, in the words of the limit that was exceeded where one was."""
    message, headers = MESSAGES.get(status, "Server Error"), {}
    if fault.kind == "secondary-limit":
        message = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
    if fault.kind == "primary-limit":
        message = "API rate limit exceeded."
        reset = int(time.time()) + (fault.retry_after or _A_MINUTE)
        headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(reset)}
    return refused(RefusalError(status, message), headers | fault.headers)
