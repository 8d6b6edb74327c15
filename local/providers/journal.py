"""What was begun and what exists, on disk before and after each effect: how a crash leaves nothing twice.

An engine that dies between an effect and its own state file creates the same resource again at its next run. The
journal knows what that first attempt left, because it wrote down the intent before the effect and the id after it, and
`confirmed` whatever the engine has shown to know. What is neither confirmed nor deleted is adopted by the next creation
of the same URN. Recorded resources keep their outputs here; secrets are never written.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from local.providers.values import unwritable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.providers.values import Properties

_SCHEMA: Final = """
create table if not exists resources (
    nonce text primary key, urn text not null, token text not null, name text, id text, outputs text,
    confirmed integer not null default 0
) strict;
create index if not exists resources_by_urn on resources (urn);
create index if not exists resources_by_id on resources (token, id);
"""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One attempt to create a resource. `id` is None until the effect is known to have happened."""

    nonce: str
    urn: str
    token: str
    name: str | None
    id: str | None


class Journal:
    """The journal of one local directory; safe to use from several threads, survives a kill at any point."""

    def __init__(self, file: Path | None = None) -> None:
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch(mode=0o600)
        self._lock = threading.RLock()
        self._database = sqlite3.connect(file or ":memory:", check_same_thread=False, isolation_level=None)
        # A killed process loses nothing that way; only a power cut could, and the local cloud does not outlive one.
        self._database.executescript(f"pragma journal_mode=wal; pragma synchronous=off; {_SCHEMA}")

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._database.close()

    def leftover(self, urn: str) -> Entry | None:
        """What an interrupted creation of this URN has left: begun, perhaps made, never seen by the engine's state."""
        rows = self._all("select * from resources where urn = ? and not confirmed order by rowid desc", urn)
        return next(rows, None)

    def begin(self, urn: str, token: str, name: str | None) -> Entry:
        """Write down that a resource is about to be created."""
        entry = Entry(nonce=str(uuid.uuid4()), urn=urn, token=token, name=name, id=None)
        self._run("insert into resources (nonce, urn, token, name) values (?, ?, ?, ?)", entry.nonce, urn, token, name)
        return entry

    def made(self, nonce: str, resource_id: str) -> None:
        """Write down that the resource exists."""
        self._run("update resources set id = ? where nonce = ?", resource_id, nonce)

    def abandon(self, nonce: str) -> None:
        """Forget an attempt that failed without an effect."""
        self._run("delete from resources where nonce = ?", nonce)

    def confirm(self, token: str, resource_id: str) -> None:
        """Write down that the engine's state has the resource, under whatever URN: an alias may have renamed it."""
        self._run("update resources set confirmed = 1 where token = ? and id = ? and not confirmed", token, resource_id)

    def confirm_known(self, urn: str) -> None:
        """Write down that the engine's state has one resource of this URN, when it has not said which: the oldest."""
        self._run(
            "update resources set confirmed = 1 where nonce = (select nonce from resources where urn = ?1 and id is not"
            " null and not exists (select 1 from resources where urn = ?1 and confirmed) order by rowid limit 1)",
            urn,
        )

    def forget(self, token: str, resource_id: str) -> None:
        """Forget a resource that was deleted."""
        self._run("delete from resources where token = ? and id = ?", token, resource_id)

    def record(self, token: str, resource_id: str, outputs: Properties) -> None:
        """Keep the outputs of a recorded resource: those that hold no secret and no file."""
        text = json.dumps({name: value for name, value in outputs.items() if not unwritable(value)})
        self._run("update resources set outputs = ? where token = ? and id = ?", text, token, resource_id)

    def recorded(self, token: str, resource_id: str) -> Properties | None:
        """The outputs of a recorded resource, or None if there is none."""
        with self._lock:
            cursor = self._database.execute(
                "select outputs from resources where token = ? and id = ? limit 1", (token, resource_id)
            )
            row = cursor.fetchone()
        return None if row is None else json.loads(row[0] or "{}")

    def _all(self, statement: str, *values: str) -> Iterator[Entry]:
        with self._lock:
            rows = self._database.execute(statement, values).fetchall()
        for nonce, urn, token, name, resource_id, *_ in rows:
            yield Entry(nonce=nonce, urn=urn, token=token, name=name, id=resource_id)

    def _run(self, statement: str, *values: str | None) -> None:
        with self._lock:
            self._database.execute(statement, values)


def local_directory() -> Path:
    """The working directory of the local stack: STRONGROOM_LOCAL_DIR, else .strongroom in the project root."""
    return Path(os.environ.get("STRONGROOM_LOCAL_DIR") or Path(__file__).parents[2] / ".strongroom")
