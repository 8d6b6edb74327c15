"""The routes that every stand-in has of its own: its health, faults, and the record of requests."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from pydantic import BaseModel, ValidationError

from local.stand_in.answers import Answer, Endpoint, RefusalError
from local.stand_in.faults import Fault, Faults

if TYPE_CHECKING:
    from collections.abc import Mapping

_Model = TypeVar("_Model", bound=BaseModel)
_MOST_REQUESTS = 100_000  # remembered; the oldest are forgotten


class Asked(Protocol):
    """What these routes need of a request."""

    @property
    def body(self) -> bytes | Mapping[str, Any]:
        """As it came, or as the JSON object that it is."""
        ...


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What tests steer and look at; none of it is kept over a restart."""

    faults: Faults = field(default_factory=Faults)
    requests: deque[tuple[str, str, int]] = field(default_factory=lambda: deque(maxlen=_MOST_REQUESTS))

    def endpoints(self) -> tuple[Endpoint[Asked], ...]:
        """The table of these routes."""
        return (
            Endpoint(method="GET", path="/_health", handler=lambda _: Answer(body={"status": "ok"})),
            Endpoint(method="GET", path="/_faults", handler=self._list_faults),
            Endpoint(method="POST", path="/_faults", handler=self._add_fault),
            Endpoint(method="DELETE", path="/_faults", handler=self._clear_faults),
            Endpoint(method="GET", path="/_requests", handler=self._list_requests),
            Endpoint(method="DELETE", path="/_requests", handler=self._clear_requests),
        )

    def _list_faults(self, _: Asked) -> Answer:
        return Answer(body={"faults": [fault.model_dump() for fault in self.faults.pending]})

    def _add_fault(self, asked: Asked) -> Answer:
        self.faults.pending.append(parsed(Fault, asked.body))
        return Answer(status=201, body={})

    def _clear_faults(self, _: Asked) -> Answer:
        self.faults.pending.clear()
        return Answer(status=204)

    def _list_requests(self, _: Asked) -> Answer:
        counts = Counter(f"{method} {path}" for method, path, _status in self.requests)
        seen = [{"method": method, "path": path, "status": status} for method, path, status in self.requests]
        return Answer(body={"total_count": len(seen), "requests": seen, "counts": dict(counts)})

    def _clear_requests(self, _: Asked) -> Answer:
        self.requests.clear()
        return Answer(status=204)


def parsed(model: type[_Model], body: bytes | Mapping[str, Any]) -> _Model:
    """The body as what it has to be; otherwise 422 with every problem, and no value."""
    try:
        return model.model_validate_json(body or b"{}") if isinstance(body, bytes) else model.model_validate(body)
    except ValidationError as error:
        problems = [{"field": ".".join(map(str, one["loc"])), "message": one["msg"]} for one in error.errors()]
        raise RefusalError(422, "Validation Failed", problems) from None
