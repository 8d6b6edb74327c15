"""A directory of its own for each test, and nothing left of it afterwards."""

import http.server
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from local import cloud
from local.cloud import processes
from local.cloud.paths import DIRECTORY_VARIABLE, locate
from local.cloud.services import Service

SERVER = ("{python}", "-m", "tests.local.cloud.server")


@pytest.fixture
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A new directory, the default one for this test; every process that carries its mark is ended at the end."""
    chosen = tmp_path / "cloud"
    monkeypatch.setenv(DIRECTORY_VARIABLE, str(chosen))
    yield chosen
    cloud.stop(chosen, report=quietly)
    left = processes.strays(locate(chosen))
    processes.end(left, deadline=0)
    assert not left, "a stopped cloud leaves no process"


def quietly(_line: str) -> None:
    """Say nothing."""


def server(name: str, *manners: str, **row: object) -> Service:
    """Make a row whose process is the small server."""
    base = {"name": name, "command": (*SERVER, "--port", "{port}", *manners), "health": "/", "deadline": 15.0}
    return Service(**{**base, **row})  # type: ignore[arg-type]  # the rows of a test are its own affair


@contextmanager
def listener(port: int) -> Iterator[None]:
    """Somebody else's server on a port; it answers every health check."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    other = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
    thread = threading.Thread(target=other.serve_forever)
    thread.start()
    try:
        yield
    finally:
        other.shutdown()
        other.server_close()
        thread.join()


def pid_of(directory: Path, name: str) -> int:
    """Give the recorded pid of a service."""
    return cloud.Cloud.load(directory).services[name].pid


def runs(pid: int) -> bool:
    """Tell whether a process runs, a zombie not counted."""
    try:
        return processes.is_alive(psutil.Process(pid))
    except psutil.NoSuchProcess:
        return False


def eventually(condition: Callable[[], bool], reason: str, seconds: float = 15) -> None:
    """Wait for a condition; the test fails with the reason when it does not come."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, reason
        time.sleep(0.02)


def clean_environment() -> dict[str, str]:
    """Give this process's environment without what a surrounding local cloud may have set."""
    return {key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "PULUMI_", "GITHUB_"))}
