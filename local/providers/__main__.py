"""`python -m local.providers`: serve the four providers until told to stop."""

from __future__ import annotations

import argparse
import json
import logging
import os
import signal
import sys
import threading
from typing import Final

_ENDPOINTS: Final = ("AWS_ENDPOINT_URL", "GITHUB_BASE_URL", "VAULT_ADDR")


def main() -> int:
    """Print the ports as one line of JSON when ready; leave quietly on SIGTERM and SIGINT."""
    parser = argparse.ArgumentParser(prog="python -m local.providers", description=__doc__)
    parser.add_argument("--document", action="store_true", help="print docs/local.md and leave")
    arguments = parser.parse_args()
    if arguments.document:
        from local.providers.document import text

        sys.stdout.write(text())
        return 0
    return serve()


def serve() -> int:
    """Serve until a signal; exit code 2 when an endpoint is not on this machine."""
    from local.providers.loopback import is_loopback

    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    for name in _ENDPOINTS:
        if (address := os.environ.get(name)) and not is_loopback(address):
            sys.stderr.write(f"{name} is not a loopback address; the local providers touch this machine only\n")
            return 2
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    for client in ("botocore", "httpx"):  # they tell every request
        logging.getLogger(client).setLevel(logging.WARNING)

    from local.providers import packages
    from local.providers.journal import Journal, local_directory
    from local.providers.server import serving

    online = any(os.environ.get(name) for name in _ENDPOINTS)
    journal = Journal(local_directory() / "providers" / "journal.db" if online else None)
    with serving(packages(), journal) as ports:
        sys.stdout.write(json.dumps(ports, sort_keys=True) + "\n")
        sys.stdout.flush()
        stopping.wait()
    journal.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
