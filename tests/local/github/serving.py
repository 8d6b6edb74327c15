"""A stand-in behind a real socket, in a thread of the test."""

from __future__ import annotations

import contextlib
import threading
import time
from typing import TYPE_CHECKING, Final

import uvicorn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.github.application import StandIn

_PATIENCE: Final = 20.0  # seconds


@contextlib.contextmanager
def served(stand_in: StandIn) -> Iterator[str]:
    """Serve until the block ends; gives the address, `http://127.0.0.1:PORT/`."""
    config = uvicorn.Config(stand_in, host="127.0.0.1", port=0, lifespan="off", access_log=False, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + _PATIENCE
    while not server.started:
        assert time.monotonic() < deadline, "the stand-in did not start"
        assert thread.is_alive(), "the stand-in ended"
        time.sleep(0.005)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/"
    finally:
        server.should_exit = True
        thread.join(_PATIENCE)
