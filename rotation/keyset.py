"""A value that is several keys: one to use from now on, and those that are still needed to read what came before.

    {"keys": [{"id": "2", "value": "...", "created": "2026-11-22T15:00:00Z", "state": "current"},
              {"id": "1", "value": "...", "created": null, "state": "previous"}]}

The newest key comes first and is the only `current` one. An id is a number that is never used twice. A value that is
plain text, as the engine first generates it, stands for a set of that one key, with id 1 and no date.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from rotation.errors import ValueShapeError

if TYPE_CHECKING:
    from datetime import datetime

MAX_BYTES = 65_536  # of a value of Secrets Manager
CURRENT = "current"


@dataclass(frozen=True, kw_only=True)
class Key:
    """One key of a set."""

    id: str
    value: str = field(repr=False)
    created: str | None
    state: str


@dataclass(frozen=True)
class KeySet:
    """Keys, the newest first."""

    keys: tuple[Key, ...]

    @property
    def current(self) -> Key:
        """The key that is used from now on."""
        return self.keys[0]

    def with_next(self, value: str, now: datetime, *, older: str) -> KeySet:
        """The set with a new current key; the one before gets the state `older`."""
        number = max(int(key.id) for key in self.keys) + 1
        new = Key(id=str(number), value=value, created=now.strftime("%Y-%m-%dT%H:%M:%SZ"), state=CURRENT)
        return KeySet((new, replace(self.current, state=older), *self.keys[1:]))

    @property
    def alone(self) -> KeySet:
        """The set with the current key alone."""
        return KeySet((self.current,))

    def covers(self, other: KeySet) -> bool:
        """Whether every key of `other` is in this set, under its id."""
        mine = {(key.id, key.value) for key in self.keys}
        return all((key.id, key.value) in mine for key in other.keys)

    @property
    def text(self) -> str:
        """The value to store; raises ValueShapeError where it has grown too large."""
        document = {"keys": [vars(key) for key in self.keys]}
        text = json.dumps(document, separators=(",", ":"))
        if len(text.encode()) > MAX_BYTES:
            raise ValueShapeError(
                f"the set of {len(self.keys)} keys has outgrown a secret's {MAX_BYTES} bytes",
                way_out="encrypt old data anew with the current key, then take the oldest keys out by hand",
            )
        return text


def parse(text: str) -> KeySet:
    """Read a value; raises ValueShapeError where it is JSON and no set of keys."""
    document = _json(text)
    if document is None:
        return KeySet((Key(id="1", value=text, created=None, state=CURRENT),))
    items = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(items, list) or not items or not all(_is_key(item) for item in items):
        raise _shape("it is JSON, but not {keys: [{id, value, created, state}, ...]} with a number as each id")
    keys = tuple(
        Key(id=each["id"], value=each["value"], created=each["created"], state=each["state"]) for each in items
    )
    if [key.state for key in keys].count(CURRENT) != 1 or keys[0].state != CURRENT:
        raise _shape("its first key, and no other, has to have the state current")
    if len({key.id for key in keys}) != len(keys):
        raise _shape("two of its keys have the same id")
    return KeySet(keys)


def _json(text: str) -> Any:
    try:
        document = json.loads(text)
    except ValueError:
        return None
    return document if isinstance(document, dict | list) else None  # digits are JSON too, and a plain key


def _is_key(item: Any) -> bool:
    if not isinstance(item, dict) or set(item) != {"id", "value", "created", "state"}:
        return False
    texts = isinstance(item["id"], str) and isinstance(item["value"], str) and isinstance(item["state"], str)
    dated = item["created"] is None or isinstance(item["created"], str)
    return texts and dated and bool(item["value"]) and item["id"].isascii() and item["id"].isdigit()


def _shape(problem: str) -> ValueShapeError:
    return ValueShapeError(f"the set of keys is damaged: {problem}", way_out="correct it: strongroom put PATH")
