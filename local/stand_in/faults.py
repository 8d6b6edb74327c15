"""Answers that go wrong on request: errors, limits, delays, and acknowledgements that get lost."""

from __future__ import annotations

import asyncio
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from local.stand_in.answers import Answer


class Fault(BaseModel):
    """What goes wrong, for which requests, how often.

    `path` is a glob on the path as it was sent (percent-encoded; GitHub's below `/api/v3`). `times` None is "until
    cleared". Without `status` the request is only delayed. `applied`: the request takes effect and its answer is lost.
    `kind` is for a service with several limits.
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

    @property
    def headers(self) -> dict[str, str]:
        """What the wrong answer carries."""
        return {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}

    def fits(self, method: str, path: str) -> bool:
        """Whether a request is one of those that this fault is for."""
        return self.method in ("*", method) and fnmatchcase(path, self.path)


class Faults:
    """The faults that are still to happen, in the order they were asked for."""

    def __init__(self) -> None:
        self.pending: list[Fault] = []

    async def answer(
        self, method: str, path: str, usual: Callable[[], Awaitable[Answer]], wrong: Callable[[Fault, int], Answer]
    ) -> Answer:
        """The usual answer to a request, or what the first fault that fits makes of it."""
        fault = self._next_for(method, path)
        if fault is None:
            return await usual()
        applied = await usual() if fault.applied else None
        await asyncio.sleep(fault.delay_seconds)
        return wrong(fault, fault.status) if fault.status is not None else applied or await usual()

    def _next_for(self, method: str, path: str) -> Fault | None:
        for fault in self.pending:
            if fault.fits(method, path):
                if fault.times is not None:
                    fault.times -= 1
                    if not fault.times:
                        self.pending.remove(fault)
                return fault
        return None
