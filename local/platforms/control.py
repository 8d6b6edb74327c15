"""What this stand-in has of its own: seeding, and the proof that a value arrived."""

from __future__ import annotations

import hashlib
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict
from ruamel.yaml import YAML

from local.platforms import clusters, esc
from local.platforms.answers import Call, Endpoint
from local.platforms.model import App, Environment, Machine
from local.stand_in.answers import Answer, RefusalError
from local.stand_in.desk import parsed

if TYPE_CHECKING:
    from local.platforms.model import World

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


def _seed(call: Call) -> Answer:
    plant(call.world, parsed(Seed, call.body))
    return Answer(body={})


def _reveal(call: Call) -> Answer:
    wanted = parsed(Reveal, call.body)
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


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(method="POST", path="/_seed", handler=_seed),
    Endpoint(method="POST", path="/_reveal", handler=_reveal),
)
