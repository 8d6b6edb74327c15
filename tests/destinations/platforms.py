"""The stand-in for Fly, ESC and clusters as a process of its own, and what tests ask of it."""

from __future__ import annotations

import secrets
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from strongroom.destinations.kubernetes import Cluster
from tests.destinations.stand_in import StandIn, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

KITCHEN = Cluster(name="kitchen", certificate=Path("/nowhere/certificate.pem"), folder=Path("/nowhere"))


@dataclass(frozen=True, kw_only=True)
class Platforms(StandIn):
    """With the clusters' folder; holders are `app`, `machine`, `environment`, `cluster` and `manifest`."""

    folder: Path

    def seed(self, **things: Any) -> None:
        """Have apps, environments and clusters there; no fault is left, no request is remembered."""
        self.call("POST", "/_seed", {**things, "folder": str(self.folder)})
        self.forget()

    def fresh(self, **things: Any) -> None:
        """The same, and nothing else: every app, environment and GitOps folder is empty."""
        for manifest in self.folder.glob("*/*/*.yaml"):
            manifest.unlink()
        self.seed(**things, fresh=True)


@contextmanager
def running_platforms(directory: Path) -> Iterator[Platforms]:
    """A stand-in for as long as the block lasts."""
    token, folder, log = secrets.token_urlsafe(18), directory / "clusters", directory / "platforms.log"
    with serving("local.platforms", "PLATFORMS_STANDIN_TOKEN", token, log) as client:
        url = str(client.base_url).rstrip("/")
        environment = {
            "FLY_FLAPS_BASE_URL": url,
            "FLY_API_TOKEN": token,
            "STRONGROOM_ESC_URL": url,
            "PULUMI_ACCESS_TOKEN": token,
            "STRONGROOM_CLUSTERS": str(folder),
        }
        yield Platforms(url=url, environment=environment, log=log, folder=folder, client=client)
