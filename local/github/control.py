"""What this stand-in has of its own: seeding, and the proof that a value arrived."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

from local.github.answers import Call, Endpoint, not_found
from local.github.sealing import unseal
from local.github.seeds import Seed, plant
from local.stand_in.answers import Answer
from local.stand_in.desk import parsed

if TYPE_CHECKING:
    from local.github.model import Holder, World


class Reveal(BaseModel):
    """Which secret to open: of a repository, of one of its environments, or of an organisation."""

    model_config = ConfigDict(extra="forbid")

    name: str
    repository: str | None = None
    environment: str | None = None
    organisation: str | None = None
    value: bool = False


def _seed(call: Call) -> Answer:
    return Answer(body=plant(call.world, parsed(Seed, call.body)))


def _dispatches(call: Call) -> Answer:
    return Answer(body={"dispatches": [dispatch.model_dump() for dispatch in call.world.dispatches]})


def _reveal(call: Call) -> Answer:
    wanted = parsed(Reveal, call.body)
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


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(method="POST", path="/_seed", handler=_seed),
    Endpoint(method="POST", path="/_reveal", handler=_reveal),
    Endpoint(method="GET", path="/_dispatches", handler=_dispatches),
)
