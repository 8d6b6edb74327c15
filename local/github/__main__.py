"""`python -m local.github --port P [--data FILE]`: serve the stand-in on loopback until told to stop."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from pathlib import Path

import uvicorn
from pydantic import ValidationError

from local.github.application import GENEROUS_LIMIT, StandIn
from local.github.limiting import Allowance
from local.github.seeds import Seed
from local.github.storage import DataFileError, Storage

TOKEN = "GITHUB_STANDIN_TOKEN"  # noqa: S105 - the name of a variable, not a token
SEED = "GITHUB_STANDIN_SEED"
WRONG_USE = 2


def main() -> int:
    """Serve; 2 when something needed is missing or wrong."""
    options = _options()
    token = os.environ.get(TOKEN)
    if not token:
        return _wrong(f"{TOKEN}: not set; export the token that clients are to send")
    try:
        seed = Seed.model_validate_json(os.environ.get(SEED) or "{}")
        storage = Storage(path=options.data)
        stand_in = StandIn(token=token, storage=storage, allowance=Allowance(limit=options.rate_limit))
        stand_in.seed(seed)
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(map(str, one['loc'])) or 'whole text'}: {one['msg']}" for one in error.errors()
        )
        return _wrong(f"{SEED}: {problems}")
    except (DataFileError, OSError) as error:
        return _wrong(str(error))
    config = uvicorn.Config(
        stand_in, host="127.0.0.1", port=options.port, lifespan="off", access_log=False, log_level="warning"
    )
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run()
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m local.github", description="A GitHub REST API on loopback.")
    parser.add_argument("--port", type=int, required=True, help="port on 127.0.0.1")
    parser.add_argument("--data", type=Path, help="file that keeps everything over a restart (mode 0600)")
    parser.add_argument("--rate-limit", type=int, default=GENEROUS_LIMIT, help="requests an hour (%(default)s)")
    return parser.parse_args()


def _wrong(problem: str) -> int:
    sys.stderr.write(f"{problem}\n")
    return WRONG_USE


if __name__ == "__main__":
    sys.exit(main())
