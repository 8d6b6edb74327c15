"""Opens apps on Fly, environments of Pulumi ESC and secrets of a cluster, each apart from its rehearsal."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from strongroom.stores.errors import NotFoundError, WrongPlaceError
from strongroom.stores.opening import LOCAL, keep_apart

if TYPE_CHECKING:
    from strongroom.catalogue import Catalogue
    from strongroom.destinations.contract import Place
    from strongroom.destinations.esc_client import EscClient
    from strongroom.destinations.fly_client import FlyClient
    from strongroom.destinations.kubernetes import Cluster
    from strongroom.destinations.opening import Opener

CLUSTERS = "STRONGROOM_CLUSTERS"  # folder of a rehearsal: for each cluster its certificate and its manifests
CERTIFICATE = "certificate.pem"
FLY_DELAY = 1.0  # seconds that Fly asks for between two requests of a kind


def open_fly(opener: Opener, address: str) -> Place:
    """An app; all apps share one client."""
    from strongroom.destinations.fly import FlyApp
    from strongroom.destinations.fly_client import FlyClient

    def connect() -> FlyClient:
        delay = 0.0 if opener.environment == LOCAL else FLY_DELAY
        client = FlyClient.open(patience=opener.patience, write_delay=delay, notice=opener.notice)
        keep_apart(opener.environment, client.endpoint, client.url_variable)
        return client

    return FlyApp(opener.shared(FlyClient, connect), address.partition(":")[2])


def open_esc(opener: Opener, address: str) -> Place:
    """An environment; all environments share one client."""
    from strongroom.destinations.esc import EscEnvironment
    from strongroom.destinations.esc_client import EscClient

    def connect() -> EscClient:
        client = EscClient.open(patience=opener.patience, write_delay=0.0, notice=opener.notice)
        keep_apart(opener.environment, client.endpoint, client.url_variable)
        return client

    return EscEnvironment(opener.shared(EscClient, connect), address.partition(":")[2])


def open_kubernetes(opener: Opener, address: str) -> Place:
    """A secret of a cluster: `kubernetes:<cluster>/<namespace>/<name>`."""
    from strongroom.destinations.kubernetes import SealedSecrets

    cluster, namespace, name = address.partition(":")[2].split("/")
    return SealedSecrets(_cluster(opener, cluster, address), namespace, name)


def absent_folder(opener: Opener, address: str) -> str | None:
    """Why a cluster's secrets can't be written from here, though elsewhere they can: its repository is not here."""
    kind, _, name = address.partition(":")
    known = opener.clusters.get(name.partition("/")[0])
    if kind != "kubernetes" or known is None or opener.environment == LOCAL or known.folder.is_dir():
        return None
    return f"the GitOps repository is not checked out here; there is no folder {known.folder}"


def declared_clusters(catalogue: Catalogue, project: Path) -> dict[str, Cluster]:
    """Every cluster of the catalogue; its paths are those of the project's folder."""
    from strongroom.destinations.kubernetes import Cluster

    return {
        name: Cluster(name=name, folder=project / one.folder, certificate=project / one.certificate, scope=one.scope)
        for workspace in catalogue.workspaces
        for name, one in workspace.clusters.items()
    }


def _cluster(opener: Opener, name: str, address: str) -> Cluster:
    known, rehearsal = opener.clusters.get(name), os.environ.get(CLUSTERS)
    if known is None:
        raise NotFoundError(
            place=address,
            problem=f'the catalogue declares no cluster "{name}"',
            way_out="declare its folder and certificate under clusters of a workspace",
        )
    if opener.environment != LOCAL:
        if rehearsal:
            raise WrongPlaceError(
                place=f"environment {opener.environment}",
                problem=f"{CLUSTERS} leads to a rehearsal's folder on this machine",
                way_out=f"unset {CLUSTERS} (a shell of the local cloud sets it), or use --environment {LOCAL}",
            )
        return known
    if not rehearsal:
        raise WrongPlaceError(
            place=f"environment {LOCAL}",
            problem="a rehearsal does not write into a real GitOps folder",
            way_out=f'start the local cloud and set {CLUSTERS}: make up, then eval "$(python -m local env)"',
        )
    folder = Path(rehearsal) / name
    return replace(known, folder=folder, certificate=folder / CERTIFICATE)
