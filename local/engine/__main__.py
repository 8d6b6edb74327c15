"""`python -m local.engine`: print the folder with the engine's commands, setting it up when needed."""

import sys

from local.engine import EngineError, ensure


def main() -> int:
    """Print the folder; 1 when no engine can be had, with the reasons and the ways out on stderr."""
    try:
        print(ensure().bin)
    except EngineError as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
