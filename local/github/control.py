"""The stand-in's own routes: seeding, faults, the record of requests, and the proof that a value arrived."""

from __future__ import annotations

import hashlib
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from local.github.answers import Answer, Call, Endpoint, invalid, not_found
from local.github.faults import Fault, Faults
from local.github.sealing import unseal
from local.github.seeds import Seed, plant

if TYPE_CHECKING:
    from local.github.model import Holder, World

_Model = TypeVar("_Model", bound=BaseModel)


class Reveal(BaseModel):
    """Which secret to open: of a repository, of one of its environments, or of an organisation."""

    model_config = ConfigDict(extra="forbid")

    name: str
    repository: str | None = None
    environment: str | None = None
    organisation: str | None = None
    value: bool = False


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What tests steer and look at; none of it is kept over a restart."""

    faults: Faults = field(default_factory=Faults)
    requests: deque[tuple[str, str, int]] = field(default_factory=lambda: deque(maxlen=100_000))

    def endpoints(self) -> tuple[Endpoint, ...]:
        """The route table of the stand-in's own routes."""
        return (
            Endpoint(method="GET", path="/_health", handler=lambda _: Answer(body={"status": "ok"})),
            Endpoint(method="POST", path="/_seed", handler=_seed),
            Endpoint(method="POST", path="/_reveal", handler=_reveal),
            Endpoint(method="GET", path="/_dispatches", handler=_dispatches),
            Endpoint(method="GET", path="/_faults", handler=self._list_faults),
            Endpoint(method="POST", path="/_faults", handler=self._add_fault),
            Endpoint(method="DELETE", path="/_faults", handler=self._clear_faults),
            Endpoint(method="GET", path="/_requests", handler=self._list_requests),
            Endpoint(method="DELETE", path="/_requests", handler=self._clear_requests),
        )

    def _list_faults(self, _: Call) -> Answer:
        return Answer(body={"faults": [fault.model_dump() for fault in self.faults.pending]})

    def _add_fault(self, call: Call) -> Answer:
        self.faults.pending.append(_parsed(Fault, call.body))
        return Answer(status=201, body={})

    def _clear_faults(self, _: Call) -> Answer:
        self.faults.pending.clear()
        return Answer(status=204)

    def _list_requests(self, _: Call) -> Answer:
        counts = Counter(f"{method} {path}" for method, path, _status in self.requests)
        seen = [{"method": method, "path": path, "status": status} for method, path, status in self.requests]
        return Answer(body={"total_count": len(seen), "requests": seen, "counts": dict(counts)})

    def _clear_requests(self, _: Call) -> Answer:
        self.requests.clear()
        return Answer(status=204)


def _seed(call: Call) -> Answer:
    return Answer(body=plant(call.world, _parsed(Seed, call.body)))


def _dispatches(call: Call) -> Answer:
    return Answer(body={"dispatches": [dispatch.model_dump() for dispatch in call.world.dispatches]})


def _reveal(call: Call) -> Answer:
    wanted = _parsed(Reveal, call.body)
    holder = _holder(call.world, wanted)
    secret = holder.secrets.get(wanted.name.upper()) if holder else None
    if holder is None or secret is None:
        raise not_found()
    value = unseal(holder, secret.sealed)
    shown: dict[str, Any] = {"sha256": hashlib.sha256(value).hexdigest(), "bytes": len(value)}
    return Answer(body=shown | ({"value": value.decode(errors="replace")} if wanted.value else {}))


def _holder(world: World, wanted: Reveal) -> Holder | None:
    if wanted.organisation is not None:
        return world.organisations.get(wanted.organisation.lower())
    repository = world.repositories.get((wanted.repository or "").lower())
    if repository is None or wanted.environment is None:
        return repository
    return repository.environments.get(wanted.environment.lower())


def _parsed(model: type[_Model], body: dict[str, Any]) -> _Model:
    try:
        return model.model_validate(body)
    except ValidationError as error:
        problems = [{"field": ".".join(map(str, one["loc"])), "message": one["msg"]} for one in error.errors()]
        raise invalid("Validation Failed", *problems) from None
