"""`python -m local.platforms --port P [--data FILE] [--catalogue DIR --clusters DIR]`: serve until told to stop."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from pathlib import Path

import uvicorn
from pydantic import ValidationError

from local.platforms.application import StandIn
from local.platforms.control import Seed
from strongroom.catalogue import CatalogueError, load
from strongroom.catalogue.destination import Fly, Kubernetes, PulumiEsc

TOKEN = "PLATFORMS_STANDIN_TOKEN"  # noqa: S105 - the name of a variable, not a token
MACHINES = 2  # of each app
WRONG_USE = 2


def main() -> int:
    """Serve; 2 when something needed is missing or wrong."""
    options = _options()
    token = os.environ.get(TOKEN)
    if not token:
        return _wrong(f"{TOKEN}: not set; export the token that clients are to send")
    try:
        stand_in = StandIn(token=token, data=options.data)
        if options.catalogue:
            stand_in.seed(seed_of(options.catalogue, options.clusters))
    except ValidationError:
        return _wrong(f"{options.data}: not a world of this stand-in; remove the file")
    except (CatalogueError, OSError) as error:
        return _wrong(str(error))
    config = uvicorn.Config(
        stand_in, host="127.0.0.1", port=options.port, lifespan="off", access_log=False, log_level="warning"
    )
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run()
    return 0


def seed_of(catalogue: Path, folder: Path | None) -> Seed:
    """Every app, environment and cluster that a catalogue delivers to."""
    places = [place for secret in load(catalogue).secrets for place in secret.destinations]
    return Seed(
        apps={place.app: MACHINES for place in places if isinstance(place, Fly)},
        environments=tuple(dict.fromkeys(place.environment for place in places if isinstance(place, PulumiEsc))),
        clusters=tuple(dict.fromkeys(place.cluster for place in places if isinstance(place, Kubernetes))),
        folder=folder,
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m local.platforms", description="Fly, ESC and clusters on loopback.")
    parser.add_argument("--port", type=int, required=True, help="port on 127.0.0.1")
    parser.add_argument("--data", type=Path, help="file that keeps everything over a restart (mode 0600)")
    parser.add_argument("--catalogue", type=Path, help="folder of the catalogue whose places are to be there")
    parser.add_argument("--clusters", type=Path, help="folder that gets a certificate for each of its clusters")
    return parser.parse_args()


def _wrong(problem: str) -> int:
    sys.stderr.write(f"{problem}\n")
    return WRONG_USE


if __name__ == "__main__":
    sys.exit(main())
