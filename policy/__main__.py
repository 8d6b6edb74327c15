"""Serves the pack to the engine: `python -u -m pulumi.policy <engine address> <this folder>`."""

import sys
from pathlib import Path

# The engine starts the pack in this folder, with or without the project installed: make the project importable, and
# the folder itself not, so that no module in it takes the place of another of the same name.
_PACK = Path(__file__).resolve().parent
sys.path[:] = [str(_PACK.parent), *(entry for entry in sys.path if Path(entry).resolve() != _PACK)]


def main() -> None:
    """Load rules and enforcement, then serve; a mistake in either ends with its reason, not a traceback."""
    from policy import pack, server

    try:
        loaded = pack.load()
    except pack.LOADING_ERRORS as error:
        sys.exit(f"policy: {error}")
    server.serve(loaded)


if __name__ == "__main__":
    main()
