"""The folder of commands that one virtual environment puts on PATH.

The cache is shared by every clone of the project, a language host is not: it runs programs under one environment's
interpreter. So each virtual environment has its own folder, `<venv>/engine/bin`, that lives and dies with it.

The engine itself is hard-linked (or copied) into it, not symlinked: the engine looks for its language host beside
the real path of its own file, and warns at each run about one that it finds elsewhere.
"""

import hashlib
import json
import os
import shlex
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from local.engine.cache import default_root

LANGUAGE_HOST = "pulumi-language-python"
MARKER = "engine.json"
ROOM = Path(__file__).resolve().parent


def is_ours(folder: Path) -> bool:
    """Tell whether `folder` is such a folder, of this environment or of another."""
    return (folder / MARKER).is_file()


def default_folder() -> Path:
    """Give the folder of the environment that this runs in; without one, a folder in the cache for the interpreter."""
    if sys.prefix != sys.base_prefix:
        return Path(sys.prefix) / "engine" / "bin"
    name = hashlib.sha256(sys.executable.encode()).hexdigest()[:12]
    return default_root() / "engine" / f"environment-{name}" / "bin"


def lay_out(folder: Path, *, pulumi: Path, language_host: Path | None, of_cache: bool, facts: dict[str, str]) -> None:
    """Make `folder` hold the engine and a language host: its own when it has one, else ours.

    Every file is replaced as a whole and only when it differs: commands that run, and set-ups at the same time, are
    not disturbed. `facts` go into the marker, for people.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _place(folder / MARKER, json.dumps(facts, indent=1) + "\n", mode=0o644)
    if language_host:
        companions = language_host.resolve().parent.glob(f"{LANGUAGE_HOST}*")  # it looks for its executor beside it
        theirs = {each.name: each for each in companions} | {"pulumi": pulumi, LANGUAGE_HOST: language_host}
        for name, file in theirs.items():
            _symlink(folder / name, file)
        return
    if of_cache:
        _same_file(folder / "pulumi", pulumi)
    else:
        _symlink(folder / "pulumi", pulumi)
    _place(folder / LANGUAGE_HOST, _launcher(), mode=0o755)


def _launcher() -> str:
    command = [sys.executable, "-P", str(ROOM / "language_host.py"), str(ROOM / "executor.py")]
    return f'#!/bin/sh\nexec {shlex.join(command)} "$@"\n'


def _place(file: Path, text: str, *, mode: int) -> None:
    if not file.is_symlink() and file.is_file() and file.read_bytes() == text.encode():
        return

    def write(target: Path) -> None:
        target.write_text(text, encoding="utf-8")
        target.chmod(mode)

    _replace(file, write)


def _symlink(file: Path, target: Path) -> None:
    target = target.absolute()
    if not (file.is_symlink() and file.readlink() == target):
        _replace(file, lambda fresh: fresh.symlink_to(target))


def _same_file(file: Path, original: Path) -> None:
    there, wanted = (each.stat() if each.is_file() else None for each in (file, original))
    if there and wanted and not file.is_symlink():
        linked = (there.st_dev, there.st_ino) == (wanted.st_dev, wanted.st_ino)
        copied = (there.st_size, there.st_mtime_ns) == (wanted.st_size, wanted.st_mtime_ns)
        if linked or copied:
            return

    def link_or_copy(fresh: Path) -> None:
        try:
            os.link(original, fresh)
        except OSError:  # another file system
            shutil.copy2(original, fresh)

    _replace(file, link_or_copy)


def _replace(file: Path, make: Callable[[Path], None]) -> None:
    scrap = Path(tempfile.mkdtemp(prefix=f".{file.name}.", dir=file.parent))
    try:
        make(scrap / file.name)
        (scrap / file.name).replace(file)
    finally:
        shutil.rmtree(scrap)
