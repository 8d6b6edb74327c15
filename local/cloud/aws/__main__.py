"""Run the emulator: `python -m local.cloud.aws --port P --data DIRECTORY`, until SIGTERM or SIGINT."""

import argparse
import asyncio
import importlib
import logging
import os
import resource
import shutil
import sys
import tempfile
from pathlib import Path

from local.cloud.aws.corrections import keep_labels_on_one_version, keep_new_secrets_empty
from local.cloud.aws.durable import Durable, Store
from local.cloud.aws.loopback import confine
from local.cloud.aws.quiet import RequestLog, mask_log
from local.cloud.aws.rotation import drive_rotations
from local.cloud.aws.settings import settings
from local.cloud.aws.signatures import verify_signatures
from local.cloud.aws.trail import keep_events, leave_out_values

_KEEP_ALIVE_SECONDS = 75


def main() -> int:
    """Serve until told to stop; exit code 1 when the port is taken."""
    parser = argparse.ArgumentParser(prog="python -m local.cloud.aws", description=__doc__)
    parser.add_argument("--port", type=int, required=True, help="loopback port to serve on")
    parser.add_argument("--data", type=Path, required=True, help="directory of the store; it holds values")
    arguments = parser.parse_args()
    os.umask(0o077)
    shutil.rmtree(arguments.data / "tmp", ignore_errors=True)  # Lambda code that a killed emulator left
    for part in ("state", "s3", "tmp"):
        (arguments.data / part).mkdir(parents=True, exist_ok=True)
    os.environ.update(settings(arguments.port, arguments.data))  # before ministack is imported: it reads it once
    tempfile.tempdir = None
    confine()
    try:
        serve(arguments.port, arguments.data / "state")
    except OSError as error:
        print(f"127.0.0.1:{arguments.port}: {error.strerror}", file=sys.stderr)
        return 1
    return 0


def serve(port: int, state: Path) -> None:
    """Build the application around ministack and run it."""
    ministack = importlib.import_module("ministack.app")
    persistence = importlib.import_module("ministack.core.persistence")
    cloudtrail = importlib.import_module("ministack.services.cloudtrail")
    secretsmanager = importlib.import_module("ministack.services.secretsmanager")
    keep_new_secrets_empty(secretsmanager)
    keep_labels_on_one_version(secretsmanager)
    drive_rotations(secretsmanager, ministack)
    verify_signatures(importlib.import_module("ministack.services.sts"))
    leave_out_values(cloudtrail)
    keep_events(cloudtrail, state / "trail.jsonl")
    mask_log()
    store = Store(ministack, persistence, state)
    store.record_use()

    config = importlib.import_module("hypercorn.config").Config()
    config.bind = [f"127.0.0.1:{port}"]
    config.keep_alive_timeout = _KEEP_ALIVE_SECONDS
    config.errorlog = logging.getLogger("strongroom.http")  # so that its records are masked as well
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    asyncio.run(importlib.import_module("hypercorn.asyncio").serve(RequestLog(Durable(ministack.app, store)), config))


if __name__ == "__main__":
    sys.exit(main())
