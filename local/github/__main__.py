"""`python -m local.github --port P [--data FILE]`: serve the stand-in on loopback until told to stop."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from pydantic import ValidationError

from local.github.application import GENEROUS_LIMIT, StandIn
from local.github.limiting import Allowance
from local.github.model import World
from local.github.seeds import Seed
from local.stand_in import serving
from local.stand_in.serving import StartError
from local.stand_in.storage import Storage

if TYPE_CHECKING:
    import argparse

TOKEN = "GITHUB_STANDIN_TOKEN"  # noqa: S105 - the name of a variable, not a token
SEED = "GITHUB_STANDIN_SEED"


def main() -> int:
    """Serve; 2 when something needed is missing or wrong."""
    parser = serving.options("local.github", "A GitHub REST API on loopback.")
    parser.add_argument("--rate-limit", type=int, default=GENEROUS_LIMIT, help="requests an hour (%(default)s)")
    options = parser.parse_args()
    return serving.serve(lambda token: _stand_in(token, options), variable=TOKEN, port=options.port)


def _stand_in(token: str, options: argparse.Namespace) -> StandIn:
    storage = Storage(world=World, path=options.data)
    stand_in = StandIn(token=token, storage=storage, allowance=Allowance(limit=options.rate_limit))
    try:
        stand_in.seed(Seed.model_validate_json(os.environ.get(SEED) or "{}"))
    except ValidationError as error:
        problems = (f"{'.'.join(map(str, one['loc'])) or 'whole text'}: {one['msg']}" for one in error.errors())
        raise StartError(f"{SEED}: {'; '.join(problems)}") from None
    return stand_in


if __name__ == "__main__":
    sys.exit(main())
