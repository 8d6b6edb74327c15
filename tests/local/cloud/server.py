"""A small server with the manners, good and bad, that the supervisor has to cope with.

`python -m tests.local.cloud.server --port P [manner ...]`: `dies` ends at once, `silent` never listens, `--hangs
FILE` stops answering once FILE exists, `stubborn` ignores SIGTERM, `parent` has a child (which goes its own way if
`apart`, with an empty environment if `bare`), `announces` picks its own port.
`GET /launch` makes it launch another process and answers with its pid; any other path answers with its environment.
"""

import argparse
import http.server
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path


def launch() -> int:
    """Start another process of the cloud, as the provider of a scaling group does, and give its pid."""
    from local import cloud

    return cloud.launch("node", [sys.executable, "-c", "import time; time.sleep(600)"]).pid


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--hangs", type=Path)
    parser.add_argument("manners", nargs="*")
    arguments = parser.parse_args()
    manners = set(arguments.manners)
    if "dies" in manners:
        sys.exit("it has no reason to live")
    if "stubborn" in manners:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if "parent" in manners:
        environment: dict[str, str] | None = {} if "bare" in manners else None
        sleep = [sys.executable, "-c", "import time; time.sleep(600)"]
        subprocess.Popen(sleep, start_new_session="apart" in manners, env=environment)
    if "silent" in manners:
        time.sleep(600)

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            while arguments.hangs and arguments.hangs.exists():
                time.sleep(0.05)
            body = str(launch()).encode() if self.path == "/launch" else json.dumps(dict(os.environ)).encode()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", arguments.port), Handler)
    if "announces" in manners:
        print("a line that is not an announcement")
        print(json.dumps({"one": server.server_port}), flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
