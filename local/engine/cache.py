"""The user's cache: folders that appear whole or not at all, are checked when used, and are made again when broken."""

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

MANIFEST = "manifest.json"


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """How one folder of the cache is made.

    `key` names the folder: what is in it, its version, the platform. `inputs` are what else decides its content: a
    change makes a new entry. `make` fills an empty folder or raises EngineError; `doing` is what the user is told.
    """

    key: str
    inputs: tuple[str, ...]
    doing: str
    make: Callable[[Path], None]

    @property
    def name(self) -> str:
        """The folder's name."""
        return f"{self.key}-{hashlib.sha256(json.dumps(self.inputs).encode()).hexdigest()[:12]}"


def say(line: str) -> None:
    """Tell the user what takes long, or why."""
    print(f"engine: {line}", file=sys.stderr, flush=True)


def default_root() -> Path:
    """Give `$STRONGROOM_CACHE`, else `$XDG_CACHE_HOME/strongroom`, else `~/.cache/strongroom`."""
    if chosen := os.environ.get("STRONGROOM_CACHE"):
        return Path(chosen).expanduser().absolute()
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base).expanduser().absolute() if base else Path.home() / ".cache") / "strongroom"


class Cache:
    """A folder of entries, shared by every process of this user."""

    def __init__(self, root: Path | None = None) -> None:
        self.root = (root or default_root()) / "engine"

    def find(self, recipe: Recipe) -> Path | None:
        """Give the entry's folder when it is there and whole."""
        folder = self.root / recipe.name
        return folder if _is_whole(folder) else None

    def get(self, recipe: Recipe, *, why: str = "") -> Path:
        """Give the entry's folder, made now if it is missing or broken; raises EngineError when that fails.

        `why` tells the user the reason for making it.

        Whoever comes second waits for the first. A process killed in the middle leaves a lock that the system has
        already released and a scrap that the next one sweeps away.
        """
        if folder := self.find(recipe):
            return folder
        self.root.mkdir(parents=True, exist_ok=True)
        folder = self.root / recipe.name
        with self._lock(recipe):
            if _is_whole(folder):  # somebody else made it while we waited
                return folder
            scraps = f".{recipe.name}."
            for scrap in self.root.glob(f"{scraps}*"):
                shutil.rmtree(scrap, ignore_errors=True)
            fresh = Path(tempfile.mkdtemp(prefix=scraps, dir=self.root))
            try:
                self._fill(recipe, fresh, folder, why)
            finally:
                shutil.rmtree(fresh, ignore_errors=True)
        return folder

    def _fill(self, recipe: Recipe, fresh: Path, folder: Path, why: str) -> None:
        content, old = fresh / "content", fresh / "old"
        content.mkdir()
        reasons = [f"{folder} is broken"] if folder.exists() else []
        reasons += [why] if why else []
        say(": ".join([recipe.doing, *(["; ".join(reasons)] if reasons else [])]))
        recipe.make(content)
        _seal(content)
        with contextlib.suppress(FileNotFoundError):
            folder.rename(old)
        content.rename(folder)

    @contextlib.contextmanager
    def _lock(self, recipe: Recipe) -> Iterator[None]:
        with (self.root / f"{recipe.name}.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say(f"another set-up is at it ({recipe.doing}); waiting for it")
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _facts(folder: Path) -> dict[str, list[int]]:
    """Give size, mode and time of change of every file: what breaks a file changes these, and 100 MB stay unread."""
    files = (file for file in sorted(folder.rglob("*")) if file.is_file() and file.name != MANIFEST)
    stats = ((file, file.stat()) for file in files)
    return {str(file.relative_to(folder)): [each.st_size, each.st_mode, each.st_mtime_ns] for file, each in stats}


def _seal(folder: Path) -> None:
    """Write the manifest of a finished folder, after its commands have reached the disk."""
    for file in folder.iterdir():
        if file.is_file():
            with file.open("rb") as opened:
                os.fsync(opened.fileno())
    (folder / MANIFEST).write_text(json.dumps(_facts(folder), indent=1), encoding="utf-8")


def _is_whole(folder: Path) -> bool:
    try:
        wanted = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return bool(wanted == _facts(folder))
