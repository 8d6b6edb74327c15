"""The members of a running cloud: what rooms call to launch, register, end and forget processes at run time."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import psutil

from local.cloud import processes
from local.cloud.errors import CloudError, NoCloudError
from local.cloud.paths import Layout, locate
from local.cloud.state import Running, change, read

Directory = str | os.PathLike[str] | None
_TERM_SECONDS = 10.0


def launch(
    name: str,
    command: Sequence[str],
    *,
    environment: Mapping[str, str] | None = None,
    address: str = "127.0.0.1",
    ports: Mapping[str, int] | None = None,
    exports: Mapping[str, str] | None = None,
    directory: Directory = None,
) -> Running:
    """Start a process that belongs to the cloud, apart from its starter, and record it.

    Its environment is a bare one (HOME, PATH, locale) with `environment`; its output goes to `logs/<name>.log`.
    Raises CloudError when a process of this name runs already, NoCloudError without a cloud.
    """
    layout = _existing(directory)
    _refuse_second(layout, name)
    log = layout.log(name)
    process = processes.spawn(layout, name, command, environment or {}, log)
    details = {"address": address, "ports": dict(ports or {}), "exports": dict(exports or {})}
    return record(layout, name, process, log=log, dynamic=True, **details)


def register(
    name: str,
    pid: int,
    *,
    address: str = "127.0.0.1",
    ports: Mapping[str, int] | None = None,
    log: Path | None = None,
    exports: Mapping[str, str] | None = None,
    directory: Directory = None,
) -> Running:
    """Record a process that the caller started itself: from now on `status` shows it and `down` ends it.

    Raises CloudError when no such process runs, or another one of this name does.
    """
    layout = _existing(directory)
    _refuse_second(layout, name, but=pid)
    try:
        process = psutil.Process(pid)
        details = {"address": address, "ports": dict(ports or {}), "exports": dict(exports or {})}
        return record(layout, name, process, log=log, dynamic=True, **details)
    except psutil.NoSuchProcess:
        raise CloudError(f"{name}: no process {pid} runs, so it can't be registered") from None


def forget(name: str, *, directory: Directory = None) -> None:
    """Take a process out of the record and leave it as it is; one that is not recorded is no error."""
    layout = locate(directory)
    if layout.state_file.exists():
        with change(layout) as state:
            state.services.pop(name, None)


def end(name: str, *, deadline: float = _TERM_SECONDS, directory: Directory = None) -> bool:
    """End a recorded process and all that it started: SIGTERM, `deadline` seconds, SIGKILL. False: nothing ran."""
    layout = locate(directory)
    state = read(layout)
    running = state.services.get(name) if state else None
    if state is None or running is None:
        return False
    ended = processes.end_whole(layout, running, state.services.values(), deadline=deadline)
    forget(name, directory=layout.directory)
    return ended


def record(layout: Layout, name: str, process: psutil.Process, **details: object) -> Running:
    """Write a process into the state file under a name, in place of whatever had it."""
    running = Running.model_validate({"name": name, "pid": process.pid, "created": process.create_time(), **details})
    with change(layout) as state:
        state.services[name] = running
    return running


def _existing(directory: Directory) -> Layout:
    layout = locate(directory)
    if not layout.state_file.exists():
        raise NoCloudError(f"no local cloud runs in {layout.directory}; start one: make up")
    return layout


def _refuse_second(layout: Layout, name: str, but: int | None = None) -> None:
    state = read(layout)
    known = state.services.get(name) if state else None
    if known and known.pid != but and processes.find(known):
        raise CloudError(f"{name}: runs already (pid {known.pid}); end it first")
