"""The services' logs: the last lines, and what is added."""

import time
from collections.abc import Iterator, Mapping
from pathlib import Path

_POLL_SECONDS = 0.2
_BLOCK = 65536  # bytes


def size(file: Path) -> int:
    """Give the size of a file in bytes; 0 when there is none."""
    return file.stat().st_size if file.exists() else 0


def last(file: Path, count: int, end: int | None = None) -> list[str]:
    """Give the last `count` lines before the position `end`, or before the end of the file."""
    position = size(file) if end is None else end
    block = b""
    if position and count > 0:
        with file.open("rb") as opened:
            while position > 0 and block.count(b"\n") <= count:
                step = min(_BLOCK, position)
                position -= step
                opened.seek(position)
                block = opened.read(step) + block
    return block.decode("utf-8", "replace").splitlines()[-count:] if count > 0 else []


def follow(files: Mapping[str, Path], positions: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """Give each whole line after its file's position with the name of its file, and go on with what is added."""
    reached = dict(positions)
    while True:
        for name, file in files.items():
            if size(file) < reached[name]:  # a new file in the old one's place
                reached[name] = 0
            if size(file) == reached[name]:
                continue
            with file.open("rb") as opened:
                opened.seek(reached[name])
                whole, newline, _ = opened.read().rpartition(b"\n")
            reached[name] += len(whole) + len(newline)
            yield from ((name, line.decode("utf-8", "replace")) for line in whole.splitlines())
        time.sleep(_POLL_SECONDS)
