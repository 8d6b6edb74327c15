"""The one state file: what was started, as it is on disk. Every change is locked and replaces the file whole."""

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from local.cloud.errors import CloudError
from local.cloud.lock import locked
from local.cloud.paths import Layout

_VERSION = 1
_LOCK_SECONDS = 10.0


class Running(BaseModel):
    """A process that belongs to the cloud, as it was recorded."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    pid: int
    created: float  # the process's own start, in seconds since the epoch: with the pid it names one process for ever
    since: float = Field(default_factory=time.time)
    address: str = "127.0.0.1"
    ports: dict[str, int] = {}  # purpose -> port; a service with one port has it under its own name
    log: Path | None = None
    exports: dict[str, str] = {}  # environment variables that it adds for clients; may hold a token
    dynamic: bool = False  # launched or registered at run time, not a row of the table
    ready: bool = True  # False from its start to its first healthy answer
    fingerprint: str = ""  # of what it was started from; another one means it has to be started again


class State(BaseModel):
    """Everything the state file holds."""

    model_config = ConfigDict(extra="forbid")

    version: int = _VERSION
    token: str = Field(default_factory=lambda: secrets.token_urlsafe(32))  # this cloud's own, for its local services
    services: dict[str, Running] = {}


def read(layout: Layout) -> State | None:
    """Read the state; None when there is none. Raises CloudError when it is not ours to understand."""
    try:
        text = layout.state_file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    try:
        state = State.model_validate_json(text)
    except ValidationError as error:
        raise CloudError(
            f"{layout.state_file}: {error.error_count()} entries that this version does not know; "
            f"run `python -m local down` with the version that wrote it, or delete {layout.directory}"
        ) from None  # pydantic's message quotes the file, tokens included
    if state.version != _VERSION:
        raise CloudError(f"{layout.state_file}: written by another version ({state.version}, not {_VERSION})")
    return state


@contextmanager
def change(layout: Layout) -> Iterator[State]:
    """Give the state to change; it is written when the block ends without an exception."""
    with locked(layout.directory / ".state.lock", deadline=_LOCK_SECONDS):
        state = read(layout) or State()
        yield state
        write_private(layout.state_file, state.model_dump_json(indent=2) + "\n")


def write_private(file: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    temporary = file.with_name(f".{file.name}.{os.getpid()}.new")
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as opened:
        opened.write(text)
    temporary.replace(file)
