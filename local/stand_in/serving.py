"""Starting a stand-in as a process of its own."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp

WRONG_USE = 2


class StartError(Exception):
    """What the stand-in was given to start from is wrong."""


def options(module: str, about: str) -> argparse.ArgumentParser:
    """A parser with what every stand-in takes."""
    parser = argparse.ArgumentParser(prog=f"python -m {module}", description=about)
    parser.add_argument("--port", type=int, required=True, help="port on 127.0.0.1")
    parser.add_argument("--data", type=Path, help="file that keeps everything over a restart (mode 0600)")
    return parser


def serve(build: Callable[[str], ASGIApp], *, variable: str, port: int) -> int:
    """Serve until told to stop what is built for the token in a variable; 2 when something is missing or wrong."""
    token = os.environ.get(variable)
    if not token:
        return _wrong(f"{variable}: not set; export the token that clients are to send")
    try:
        application = build(token)
    except (StartError, OSError) as error:
        return _wrong(str(error))
    config = uvicorn.Config(
        application, host="127.0.0.1", port=port, lifespan="off", access_log=False, log_level="warning"
    )
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run()
    return 0


def _wrong(problem: str) -> int:
    sys.stderr.write(f"{problem}\n")
    return WRONG_USE
