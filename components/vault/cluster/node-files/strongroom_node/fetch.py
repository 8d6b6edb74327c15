"""The first stage, carried by the user data: fetch the rest of this program from S3 and run only the pinned bytes."""

from __future__ import annotations

import hashlib
import io
import shutil
import sys
import tarfile

from strongroom_node import instance
from strongroom_node.aws import Aws, AwsError
from strongroom_node.settings import Files, HaltError, Settings, log

TARGET = "/opt/strongroom/program"


def fetch(files: Files) -> None:
    """Put the pinned program in place, from a fresh copy at every boot.

    Raises:
        HaltError: its SHA-256 is not the pinned one; nothing of it was unpacked.
    """
    settings = Settings.load(files.settings)
    pinned = settings.program
    archive = Aws(settings.region, instance.credentials).get_object(pinned["bucket"], pinned["key"])
    found = hashlib.sha256(archive).hexdigest()
    if found != pinned["sha256"]:
        raise HaltError(f"s3://{pinned['bucket']}/{pinned['key']}: SHA-256 is {found}, pinned is {pinned['sha256']}")
    target = files.at(TARGET)
    shutil.rmtree(target, ignore_errors=True)
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as opened:
        opened.extractall(target)  # noqa: S202 (its bytes are pinned)
    log("fetch", f"program {found[:12]} verified")


def main() -> int:
    """Fetch; 1 with the reason in the journal where that fails."""
    try:
        fetch(Files.here())
    except (HaltError, AwsError, OSError) as problem:
        log("fetch", f"stopped: {problem}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
