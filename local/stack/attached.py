"""Local providers with no cloud behind them, for as long as a preview runs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from local.cloud.paths import PROJECT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_ENDPOINTS = ("AWS_ENDPOINT_URL", "GITHUB_BASE_URL", "VAULT_ADDR")


@contextmanager
def offline_providers(directory: Path) -> Iterator[str]:
    """Serve the providers offline; yields what PULUMI_DEBUG_PROVIDERS has to say.

    Their notes and their log go to `directory`.
    """
    environment = {name: value for name, value in os.environ.items() if name not in _ENDPOINTS}
    with (
        (directory / "providers.log").open("w") as log,
        subprocess.Popen(
            [sys.executable, "-m", "local.providers"],
            cwd=PROJECT,
            env={**environment, "STRONGROOM_LOCAL_DIR": str(directory)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        ) as process,
    ):
        assert process.stdout is not None  # noqa: S101  (a pipe was asked for)
        try:
            ports = json.loads(process.stdout.readline() or "{}")
            if not ports:
                raise RuntimeError(f"the local providers did not start: {(directory / 'providers.log').read_text()}")
            yield ",".join(f"{package}:{port}" for package, port in ports.items())
        finally:
            process.terminate()
