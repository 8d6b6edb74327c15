"""`python -m local.plugins` tells where the local providers differ from the plugins; `--write` writes the schemas."""

import argparse
import sys

from local.plugins.differences import differences
from local.plugins.sdk import PACKAGES, extract, written


def main() -> int:
    """Write the extracts where that is asked for, else print every difference; 1 when there is one."""
    parser = argparse.ArgumentParser(prog="python -m local.plugins", description=__doc__)
    parser.add_argument("--write", action="store_true", help="Write schemas/ anew from the installed SDKs.")
    if parser.parse_args().write:
        for package in PACKAGES:
            written(package).write_text(extract(package), encoding="utf-8")
        return 0
    found = differences()
    sys.stdout.write("".join(f"{words}\n" for words in found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
