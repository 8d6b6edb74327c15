"""Finds an engine, or makes one: PATH, the user's cache, the vendor's archive, the Go module, in this order."""

import os
from dataclasses import dataclass
from pathlib import Path

from local.engine import archive, module, on_path
from local.engine.cache import Cache, Recipe
from local.engine.errors import EngineError
from local.engine.launchers import LANGUAGE_HOST, default_folder, lay_out
from local.engine.versions import GO, PULUMI, Version, this_platform

SYSTEMS = {"linux", "darwin"}


@dataclass(frozen=True, kw_only=True)
class Engine:
    """An engine that is ready to run."""

    bin: Path  # folder with `pulumi` and `pulumi-language-python`: put it first on PATH
    version: Version
    origin: Path  # where `pulumi` comes from: a file of the user's, or of the cache


def ensure(*, cache: Cache | None = None, folder: Path | None = None, path: str | None = None) -> Engine:
    """Give an engine for this virtual environment, made now when it must be.

    `cache`, `folder` (for the commands) and `path` (to search) default to the user's cache, `<venv>/engine/bin` and
    PATH. Safe to call from many processes at once. Raises EngineError with every reason and the ways out.
    """
    cache, folder = cache or Cache(), folder or default_folder()
    found, passed_over = on_path.search(os.environ.get("PATH", "") if path is None else path)
    if found:
        return _engine(folder, found.pulumi, found.language_host, found.version, of_cache=False)
    if this_platform().system not in SYSTEMS:
        raise EngineError(f"no engine for {this_platform()}; use Linux, macOS or the Windows Subsystem for Linux")
    entry = _from_cache_or_made(cache, (archive.recipe(), module.recipe(cache)), passed_over)
    host = entry / LANGUAGE_HOST
    return _engine(folder, entry / "pulumi", host if host.is_file() else None, PULUMI, of_cache=True)


def _engine(folder: Path, pulumi: Path, language_host: Path | None, version: Version, *, of_cache: bool) -> Engine:
    facts = {"version": str(version), "from": str(pulumi)}
    lay_out(folder, pulumi=pulumi, language_host=language_host, of_cache=of_cache, facts=facts)
    return Engine(bin=folder, version=version, origin=pulumi)


def _from_cache_or_made(cache: Cache, recipes: tuple[Recipe, ...], reasons: list[str]) -> Path:
    for recipe in recipes:
        if entry := cache.find(recipe):
            return entry
    for recipe in recipes:
        try:
            return cache.get(recipe, why="; ".join(reasons))
        except EngineError as problem:
            reasons.append(str(problem))
    raise EngineError(
        f"no Pulumi engine {PULUMI} can be had:\n"
        + "".join(f"  - {reason}\n" for reason in reasons)
        + f"Install the Pulumi CLI, {PULUMI} or newer, so that it is on PATH, or Go {GO} or newer, and run this again."
    )
