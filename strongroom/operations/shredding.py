"""Removing a file whose values are safe elsewhere: overwritten once with chance, then unlinked.

On disks that write elsewhere (SSDs, copy-on-write, backups) an older copy may stay: who needs certainty replaces the
values.
"""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

from strongroom.operations.problem import InputError

if TYPE_CHECKING:
    from pathlib import Path

_PIECE = 65536


def shred(file: Path) -> None:
    """Overwrite and remove a regular file; raises InputError for anything else, and where it may not."""
    if file.is_symlink() or not file.is_file():
        raise InputError(f"{file} is not a regular file; remove it yourself")
    try:
        with file.open("r+b") as opened:
            left = os.fstat(opened.fileno()).st_size
            while left > 0:
                piece = min(_PIECE, left)
                opened.write(secrets.token_bytes(piece))
                left -= piece
            opened.flush()
            os.fsync(opened.fileno())
        file.unlink()
    except OSError as error:
        raise InputError(
            f"{file} can't be removed: {error.strerror}; its values are stored, remove it yourself"
        ) from None
