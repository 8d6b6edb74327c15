"""The hourly allowance that GitHub counts in its headers. Source: https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from local.github.answers import refused
from local.stand_in.answers import Answer, RefusalError

HOUR = 3600


@dataclass(kw_only=True)
class Allowance:
    """Requests of the present hour; over the limit the answer is 403."""

    limit: int
    used: int = 0
    reset: int = field(default_factory=lambda: int(time.time()) + HOUR)

    def take(self) -> Answer | None:
        """Count one request; the refusal when none is left."""
        if time.time() >= self.reset:
            self.used, self.reset = 0, int(time.time()) + HOUR
        if self.used >= self.limit:
            return refused(RefusalError(403, "API rate limit exceeded."))
        self.used += 1
        return None

    def numbers(self) -> dict[str, int]:
        """limit, used, remaining and reset, as `/rate_limit` shows them."""
        return {"limit": self.limit, "used": self.used, "remaining": self.limit - self.used, "reset": self.reset}

    def headers(self) -> dict[str, str]:
        """The X-RateLimit headers that every answer carries."""
        named = {f"X-RateLimit-{name.capitalize()}": str(number) for name, number in self.numbers().items()}
        return named | {"X-RateLimit-Resource": "core"}

    def report(self) -> Answer:
        """The body of `/rate_limit`."""
        return Answer(body={"resources": {"core": self.numbers()}, "rate": self.numbers()})
