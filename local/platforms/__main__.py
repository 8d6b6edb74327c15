"""`python -m local.platforms --port P [--data FILE] [--catalogue DIR --clusters DIR]`: serve until told to stop."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from local.platforms.application import StandIn
from local.platforms.control import Seed
from local.platforms.model import World
from local.stand_in import serving
from local.stand_in.serving import StartError
from local.stand_in.storage import Storage
from strongroom.catalogue import CatalogueError, load
from strongroom.catalogue.destination import Fly, Kubernetes, PulumiEsc

if TYPE_CHECKING:
    import argparse

TOKEN = "PLATFORMS_STANDIN_TOKEN"  # noqa: S105 - the name of a variable, not a token
MACHINES = 2  # of each app


def main() -> int:
    """Serve; 2 when something needed is missing or wrong."""
    parser = serving.options("local.platforms", "Fly, ESC and clusters on loopback.")
    parser.add_argument("--catalogue", type=Path, help="folder of the catalogue whose places are to be there")
    parser.add_argument("--clusters", type=Path, help="folder that gets a certificate for each of its clusters")
    options = parser.parse_args()
    return serving.serve(lambda token: _stand_in(token, options), variable=TOKEN, port=options.port)


def _stand_in(token: str, options: argparse.Namespace) -> StandIn:
    stand_in = StandIn(token=token, storage=Storage(world=World, path=options.data))
    if options.catalogue:
        try:
            stand_in.seed(seed_of(options.catalogue, options.clusters))
        except CatalogueError as error:
            raise StartError(str(error)) from None
    return stand_in


def seed_of(catalogue: Path, folder: Path | None) -> Seed:
    """Every app, environment and cluster that a catalogue delivers to."""
    places = [place for secret in load(catalogue).secrets for place in secret.destinations]
    return Seed(
        apps={place.app: MACHINES for place in places if isinstance(place, Fly)},
        environments=tuple(dict.fromkeys(place.environment for place in places if isinstance(place, PulumiEsc))),
        clusters=tuple(dict.fromkeys(place.cluster for place in places if isinstance(place, Kubernetes))),
        folder=folder,
    )


if __name__ == "__main__":
    sys.exit(main())
