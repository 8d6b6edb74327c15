"""The stand-in's own routes: seeding, faults, the record of requests, and the proof that a value arrived."""

from __future__ import annotations

import hashlib
import secrets
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from ruamel.yaml import YAML

from local.github.faults import Fault, Faults
from local.platforms import clusters, esc
from local.platforms.answers import Answer, Call, Endpoint, RefusalError
from local.platforms.model import App, Environment, Machine

if TYPE_CHECKING:
    from local.platforms.model import World

_Model = TypeVar("_Model", bound=BaseModel)
DEFAULT_PROJECT = "default"


class Seed(BaseModel):
    """What has to be there: apps with so many machines, environments, clusters whose certificates go to a folder.

    With `fresh` there is nothing else: no other app, no secret, no entry.
    """

    model_config = ConfigDict(extra="forbid")

    apps: dict[str, int] = {}
    environments: tuple[str, ...] = ()
    clusters: tuple[str, ...] = ()
    folder: Path | None = None
    fresh: bool = False


class Reveal(BaseModel):
    """What to open: a secret of an app (or what a machine has of it), of an environment, or of a manifest's file."""

    model_config = ConfigDict(extra="forbid")

    name: str
    app: str | None = None
    machine: str | None = None
    environment: str | None = None
    cluster: str | None = None
    manifest: Path | None = None
    value: bool = False


def plant(world: World, seed: Seed) -> None:
    """Make what is not there yet."""
    if seed.fresh:
        world.apps.clear()
        world.environments.clear()
    for name, count in seed.apps.items():
        app = world.apps.setdefault(name, App(name=name))
        while len(app.machines) < count:
            number = secrets.token_hex(7)
            metadata = {"fly_platform_version": "v2", "fly_process_group": "app"}
            app.machines[number] = Machine(id=number, config={"image": "registry/app", "metadata": metadata})
    for name in seed.environments:
        world.environments.setdefault(whole_name(name), Environment())
    for name in seed.clusters:
        if seed.folder is not None:
            clusters.plant(world, name, seed.folder)


def whole_name(name: str) -> str:
    """With the project that a short name leaves out."""
    organisation, *rest = name.split("/")
    return "/".join([organisation, *([DEFAULT_PROJECT] if len(rest) == 1 else []), *rest])


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What tests steer and look at; none of it is kept over a restart."""

    faults: Faults = field(default_factory=Faults)
    requests: deque[dict[str, str | int]] = field(default_factory=lambda: deque(maxlen=100_000))

    def endpoints(self) -> tuple[Endpoint, ...]:
        """The route table of the stand-in's own routes."""
        return (
            ("GET", "/_health", lambda _: Answer(body={"status": "ok"})),
            ("POST", "/_seed", _seed),
            ("POST", "/_reveal", _reveal),
            ("POST", "/_faults", self._add_fault),
            ("DELETE", "/_faults", self._clear_faults),
            ("GET", "/_requests", lambda _: Answer(body={"requests": list(self.requests)})),
            ("DELETE", "/_requests", self._clear_requests),
        )

    def _add_fault(self, call: Call) -> Answer:
        self.faults.pending.append(_parsed(Fault, call.body))
        return Answer(status=201, body={})

    def _clear_faults(self, _: Call) -> Answer:
        self.faults.pending.clear()
        return Answer(status=204)

    def _clear_requests(self, _: Call) -> Answer:
        self.requests.clear()
        return Answer(status=204)


def _seed(call: Call) -> Answer:
    plant(call.world, _parsed(Seed, call.body))
    return Answer(body={})


def _reveal(call: Call) -> Answer:
    wanted = _parsed(Reveal, call.body)
    try:
        value = _opened(call, wanted)
    except (KeyError, ValueError, OSError):
        raise RefusalError(404, "there is no such value") from None
    shown: dict[str, Any] = {"sha256": hashlib.sha256(value.encode()).hexdigest()}
    return Answer(body=shown | ({"value": value} if wanted.value else {}))


def _opened(call: Call, wanted: Reveal) -> str:
    world = call.world
    if wanted.app is not None:
        app = world.apps[wanted.app]
        sealed = app.machines[wanted.machine].taken[wanted.name] if wanted.machine else app.secrets[wanted.name].sealed
        return world.open(sealed)
    if wanted.environment is not None:
        node = YAML(typ="safe").load(esc.decrypted(call, world.environments[whole_name(wanted.environment)].text))
        for key in ("values", *wanted.name.split(".")):
            node = node[key]
        return str(node[esc.SECRET] if isinstance(node, dict) else node)
    if wanted.cluster is not None and wanted.manifest is not None:
        manifest = YAML(typ="safe").load(wanted.manifest.read_text())
        return clusters.unsealed(world.clusters[wanted.cluster], manifest)[wanted.name]
    raise KeyError(wanted.name)


def _parsed(model: type[_Model], body: bytes) -> _Model:
    try:
        return model.model_validate_json(body or b"{}")
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise RefusalError(422, problems) from None
