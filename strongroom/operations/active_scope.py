"""The scope that a person chose to work in, kept for each catalogue until another is chosen."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class ActiveScope:
    """A workspace and an environment."""

    workspace: str
    environment: str


def place() -> Path:
    """The file that remembers it, among this user's state."""
    state = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(state) / "strongroom" / "scope.json"


def chosen(catalogue: Path) -> ActiveScope | None:
    """What was chosen for this catalogue; None where nothing was, or where the file can't be understood."""
    try:
        return ActiveScope(**_read()[str(catalogue.resolve())])
    except (KeyError, TypeError):
        return None


def choose(catalogue: Path, scope: ActiveScope) -> None:
    """Remember a choice; the file is replaced whole, so that no reader ever sees half of it."""
    everything = _read() | {str(catalogue.resolve()): asdict(scope)}
    target = place()
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = target.with_suffix(f".{os.getpid()}")
    draft.write_text(json.dumps(everything, indent=2))
    draft.replace(target)


def _read() -> dict[str, dict[str, str]]:
    try:
        found = json.loads(place().read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
