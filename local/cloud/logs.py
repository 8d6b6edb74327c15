"""The services' logs: the last lines, and what is added."""

import time
from collections.abc import Iterator, Mapping
from pathlib import Path

_POLL_SECONDS = 0.2
_BLOCK = 65536  # bytes


def last(file: Path, count: int) -> list[str]:
    """Give the last `count` lines of a file; none when there is no such file."""
    if not file.exists() or count <= 0:
        return []
    with file.open("rb") as opened:
        position = opened.seek(0, 2)
        block = b""
        while position > 0 and block.count(b"\n") <= count:
            step = min(_BLOCK, position)
            position -= step
            opened.seek(position)
            block = opened.read(step) + block
    return block.decode("utf-8", "replace").splitlines()[-count:]


def follow(files: Mapping[str, Path]) -> Iterator[tuple[str, str]]:
    """Give each line that is added from now on, with the name of its file, without end."""
    positions = {name: file.stat().st_size if file.exists() else 0 for name, file in files.items()}
    while True:
        for name, file in files.items():
            if not file.exists():
                continue
            with file.open("rb") as opened:
                if opened.seek(0, 2) < positions[name]:  # a new file in the old one's place
                    positions[name] = 0
                opened.seek(positions[name])
                whole, newline, _ = opened.read().rpartition(b"\n")
            positions[name] += len(whole) + len(newline)
            yield from ((name, line.decode("utf-8", "replace")) for line in whole.splitlines())
        time.sleep(_POLL_SECONDS)
