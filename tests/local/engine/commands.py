"""Stand-ins for commands that say their version, for tests that look for them."""

from pathlib import Path


def command(folder: Path, name: str, *, says: str = "", code: int = 0) -> Path:
    """Write an executable `folder/name` that prints `says` and exits with `code`."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_text(f"#!/bin/sh\necho '{says}'\nexit {code}\n", encoding="utf-8")
    file.chmod(0o755)
    return file
