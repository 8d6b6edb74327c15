"""The journal of a node on loopback: `python journal.py SOCKET FILE` keeps every line it is sent."""

from __future__ import annotations

import os
import socketserver
import sys
from pathlib import Path


class _Lines(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        with Path(sys.argv[2]).open("ab", buffering=0) as file:
            file.writelines(self.rfile)


class _Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


if __name__ == "__main__":
    place = Path(sys.argv[1])
    place.unlink(missing_ok=True)
    os.chdir(place.parent)  # a socket's whole path may be too long for the kernel; its name is not
    _Server(place.name, _Lines).serve_forever()
