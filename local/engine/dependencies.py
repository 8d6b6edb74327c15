"""Prints the interpreter's distributions as JSON: `python dependencies.py [--all]`, without --all only the top ones."""

import importlib.metadata
import json
import re
import sys


def normal(name: str) -> str:
    """Give the form of a distribution's name that is compared (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def main(*, everything: bool) -> None:
    """Print [name, version] pairs in order; without `everything`, only what no other distribution requires."""
    found = {normal(each.name): each for each in importlib.metadata.distributions()}
    required: set[str] = set()
    if not everything:
        for each in found.values():
            plain = (line for line in each.requires or () if "extra ==" not in line)
            required |= {normal(re.split(r"[^\w.-]", line, maxsplit=1)[0]) for line in plain}
    print(json.dumps([[each.name, each.version] for name, each in sorted(found.items()) if name not in required]))


if __name__ == "__main__":
    main(everything="--all" in sys.argv[1:])
