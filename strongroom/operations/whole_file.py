"""Writes a file whole or not at all: no reader ever sees half of it, and a crash leaves the old one."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from strongroom.operations.problem import InputError

_PRIVATE = 0o600


def write_whole(file: Path, text: str, *, mode: int | None = None) -> None:
    """Write beside the file and put the result in its place; raises InputError where that can't be done.

    A file that is replaced keeps its mode; a new one gets `mode`, else 0600.
    """
    target = file.resolve()
    try:
        kept = target.stat().st_mode & 0o7777 if mode is None and target.exists() else mode or _PRIVATE
        descriptor, draft = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    except OSError as error:
        raise InputError(f"{file} can't be written: {error.strerror}") from None
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as opened:
            os.fchmod(descriptor, kept)
            opened.write(text)
            opened.flush()
            os.fsync(descriptor)
        Path(draft).replace(target)
    except OSError as error:
        Path(draft).unlink(missing_ok=True)
        raise InputError(f"{file} can't be written: {error.strerror}") from None
