"""Where the folders of projects are on this machine.

A project's folder is what `strongroom sync PROJECT --folder DIR` remembered, else the folder of its name in
$STRONGROOM_PROJECTS. The rehearsal (`local`) has its own: $STRONGROOM_LOCAL_PROJECTS; it never reaches a real one.
"""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING

from strongroom.stores.opening import LOCAL

if TYPE_CHECKING:
    from collections.abc import Iterator

_LENT: ContextVar[dict[tuple[str, str], Path]] = ContextVar("lent", default={})  # noqa: B039  (never changed in place)
HOME = "~"  # stands for the person's own folder, where MCP clients keep theirs


def state() -> Path:
    """This user's state; what lies there is nobody else's business."""
    folder = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(folder) / "strongroom"


def state_of(environment: str) -> Path:
    """Where the records of an environment lie: a rehearsal's go with its projects."""
    root = os.environ.get(variable(LOCAL)) if environment == LOCAL else None
    return Path(root).expanduser() / ".strongroom" if root else state()


@contextmanager
def lent(project: str, environment: str, folder: Path | None) -> Iterator[None]:
    """Take this folder for the project's until the end of the block, and remember nothing; None changes nothing."""
    before = _LENT.get()
    token = _LENT.set(before if folder is None else before | {(environment, project): folder.resolve()})
    try:
        yield
    finally:
        _LENT.reset(token)


def folder_of(project: str, environment: str) -> Path | None:
    """The folder of a project; None where this machine has none."""
    if (environment, project) in _LENT.get():
        return _LENT.get()[environment, project]
    if remembered := _read().get(environment, {}).get(project):
        return Path(remembered) if Path(remembered).is_dir() else None
    if project == HOME and environment != LOCAL:
        return Path.home()
    root = os.environ.get(variable(environment))
    found = Path(root).expanduser() / project if root else None
    return found if found is not None and found.is_dir() else None


def variable(environment: str) -> str:
    """The variable that names the folder in which projects lie."""
    return "STRONGROOM_LOCAL_PROJECTS" if environment == LOCAL else "STRONGROOM_PROJECTS"


def remember(project: str, environment: str, folder: Path) -> None:
    """Say where a project is from now on; the file is replaced whole."""
    everything = _read()
    everything[environment] = everything.get(environment, {}) | {project: str(folder.resolve())}
    target = _place()
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = target.with_suffix(f".{os.getpid()}")
    draft.write_text(json.dumps(everything, indent=2))
    draft.replace(target)


def _place() -> Path:
    return state() / "projects.json"


def _read() -> dict[str, dict[str, str]]:
    try:
        found = json.loads(_place().read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
