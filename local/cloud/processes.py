"""Processes: started apart from their starter, known again without doubt, ended with all that they started."""

import contextlib
import os
import subprocess
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import psutil

from local.cloud.paths import DIRECTORY_VARIABLE, PROJECT, Layout
from local.cloud.state import Running

# Every process of a cloud carries this, and so does what it starts: one that was never recorded is found by it.
_MARK = "STRONGROOM_LOCAL_PROCESS"
_SAME_START_SECONDS = 1.0  # psutil derives the start from the clock, which may be set
_AFTER_KILL_SECONDS = 5.0
_CHILDREN_SECONDS = 2.0  # for children that are left when their parent has ended
# What a service may see of its starter's environment: nothing that could be a credential or a proxy.
_INHERITED = (
    "HOME", "LANG", "LOGNAME", "PATH", "SHELL", "STRONGROOM_LOCAL_IAM", "TMPDIR", "TZ", "USER", "VIRTUAL_ENV",
    "XDG_CACHE_HOME",
)  # fmt: skip
_INHERITED_PREFIXES = ("LC_", "STRONGROOM_CACHE", "PYTHONDONTWRITE", "PYTHONHASHSEED")


def mark(layout: Layout, name: str) -> str:
    """Give the mark of one service's processes."""
    return f"{layout.directory}#{name}"


def spawn(
    layout: Layout, name: str, command: Sequence[str], environment: Mapping[str, str], log: Path
) -> psutil.Process:
    """Start a process apart from its starter, which it outlives; its output is appended to `log`."""
    inherited = {
        key: value for key, value in os.environ.items() if key in _INHERITED or key.startswith(_INHERITED_PREFIXES)
    }
    whole = {
        **inherited,
        "PYTHONUNBUFFERED": "1",
        DIRECTORY_VARIABLE: str(layout.directory),
        **environment,
        _MARK: mark(layout, name),
    }
    log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "wb") as output:
        started = subprocess.Popen(
            list(command),
            cwd=PROJECT,
            env=whole,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    process = psutil.Process(started.pid)
    started.returncode = 0  # it is ours by its pid from here on; Popen need not warn that it still runs
    return process


def find(running: Running) -> psutil.Process | None:
    """Find the recorded process; None when it ended, even if its pid is somebody else's now."""
    try:
        process = psutil.Process(running.pid)
        same = abs(process.create_time() - running.created) < _SAME_START_SECONDS
        return process if same and is_alive(process) else None
    except psutil.Error:
        return None


def is_alive(process: psutil.Process) -> bool:
    """Tell whether a process runs; one that ended and was our child is reaped on the way."""
    try:
        if process.status() != psutil.STATUS_ZOMBIE:
            return process.is_running()
        with contextlib.suppress(psutil.TimeoutExpired):
            process.wait(0)
    except psutil.Error:
        pass
    return False


def family(layout: Layout, running: Running, others: Iterable[Running]) -> list[psutil.Process]:
    """Find every process of a service but its leader: descendants, those it leads, and those that carry its mark.

    What is recorded under another name (`others`) is left out, with its own descendants.
    """
    leader = find(running)
    # A pid stays taken for as long as it leads somebody: one that is another's now leads nobody of ours.
    led_by = running.pid if leader or not psutil.pid_exists(running.pid) else None
    theirs = [process for other in others if (process := find(other))]
    claimed = {process.pid for other in theirs for process in (other, *_children(other))}
    claimed |= {os.getpid()} | ({leader.pid} if leader else set())
    found = set(_children(leader)) if leader else set()
    for process in psutil.process_iter():
        if _marked(process) == mark(layout, running.name) or (led_by and _leader(process) == led_by):
            found.add(process)
    return [process for process in found if process.pid not in claimed and is_alive(process)]


def strays(layout: Layout) -> list[psutil.Process]:
    """Find every process that carries a mark of this directory."""
    every = mark(layout, "")
    return [process for process in psutil.process_iter() if _marked(process).startswith(every) and is_alive(process)]


def end(processes: Iterable[psutil.Process], *, deadline: float) -> None:
    """SIGTERM, and SIGKILL for those that still run after `deadline` seconds."""
    waiting = list(processes)
    for process in waiting:
        with contextlib.suppress(psutil.Error):
            process.terminate()
    _, alive = psutil.wait_procs(waiting, timeout=deadline)
    for process in alive:
        with contextlib.suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(alive, timeout=_AFTER_KILL_SECONDS)


def end_whole(layout: Layout, running: Running, everyone: Iterable[Running], *, deadline: float) -> bool:
    """End a recorded process and all that it started, but nothing that is recorded under another name.

    The process itself comes first, so that it can end its own children in order. False: nothing of it ran.
    """
    others = [other for other in everyone if other.name != running.name]
    leader, rest = find(running), family(layout, running, others)
    if leader:
        end([leader], deadline=deadline)
    remaining = {*rest, *family(layout, running, others)}
    end(remaining, deadline=_CHILDREN_SECONDS)
    return bool(leader or remaining)


def uptime(process: psutil.Process) -> float:
    """Give the seconds that a process has been running."""
    return max(0.0, time.time() - process.create_time())


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children(recursive=True)
    except psutil.Error:
        return []


def _marked(process: psutil.Process) -> str:
    try:
        return process.environ().get(_MARK, "")
    except (psutil.Error, OSError):
        return ""


def _leader(process: psutil.Process) -> int | None:
    try:
        return os.getsid(process.pid)
    except OSError:
        return None
