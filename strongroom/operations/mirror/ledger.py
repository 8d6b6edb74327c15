"""What the mirror wrote where: one ledger for each place, kept in the store of record.

A ledger holds no value. It says which entries of a place are ours, what was delivered into them (by fingerprint) and
how the place looked afterwards. An entry is claimed before it is written and confirmed afterwards, so that a mirror
that was killed in between leaves a claim that the next one finishes. Two mirrors at once are safe: every write is the
store's compare-and-set, and who comes second reads again and adds its own.

The ledger of a file on a developer's machine lies on that machine, and the marks in the file have the last word.

An entry of a store takes 64 KB: a ledger that grows over its pages gets another page.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from itertools import count
from typing import TYPE_CHECKING, Any, Literal

from pydantic import SecretStr

from strongroom import naming
from strongroom.destinations.contract import Key
from strongroom.operations.mirror.record import make_container
from strongroom.stores.errors import ConflictError, NotFoundError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from strongroom.stores.contract import Entry, Record, Store

    Marks = Callable[[], Mapping[Key, str | None]]

LEDGERS = f"{naming.MIRROR_FOLDER}/ledger"
PAGE_BYTES = 48 * 1024  # of 64 KB: what two mirrors add at once has room
_FORM = 1
_TRIES = 20


@dataclass(frozen=True, kw_only=True)
class Item:
    """One entry of a place that is ours.

    `state` is `claimed` before the write, `written` once the place took it, `delivered` once the place was seen to hold
    it. `stamp` names the version of the value in the store of record, `fingerprint` the value, under the key `key`;
    `settings` is what was set beside the value, `at` when the place took it, `changed` what the place showed then.
    """

    path: str
    environment: str
    state: Literal["claimed", "written", "delivered"]
    stamp: str
    fingerprint: str
    key: str
    settings: str = ""
    changed: str = ""
    at: str = ""


@dataclass
class Ledger:
    """The ledger of one place in one store; read once, kept up to date by its own writes.

    `marks`, where a place has such, tell of every name that is there the entry that it is marked with, None for a name
    without a mark: that one is not ours any more.
    """

    store: Record
    place: str
    marks: Marks | None = None
    items: dict[Key, Item] = field(default_factory=dict)
    _pages: dict[int, str] = field(default_factory=dict)  # number -> version of the page that was read
    _home: dict[Key, int] = field(default_factory=dict)  # entry -> number of its page

    @classmethod
    def read(
        cls, store: Record, place: str, pages: Sequence[Entry] | None = None, *, marks: Marks | None = None
    ) -> Ledger:
        """What the store has: all of it, or the pages that a listing showed; raises StoreError.

        A place where nothing was ever delivered has an empty ledger.
        """
        ledger = cls(store, place, marks)
        ledger._load(ledger._entries() if pages is None else pages)
        return ledger

    def refresh(self) -> None:
        """Read again what the store has now."""
        self._load(self._entries())

    def write(self, changes: Mapping[Key, Item | None]) -> None:
        """Add, change or (None) strike items, on top of whatever others wrote meanwhile; raises StoreError."""
        open_changes = dict(changes)
        for _ in range(_TRIES):
            try:
                self._write(open_changes)
            except ConflictError:
                self.refresh()
                open_changes = {key: _later(self.items.get(key), item) for key, item in open_changes.items()}
            else:
                return
        raise ConflictError(
            place=self.store.address(path_of(self.place, 0)),
            problem="other mirrors write without a pause",
            way_out="repeat the command; it goes on with what is left",
        )

    def _load(self, pages: Iterable[Entry]) -> None:
        self.items, self._pages, self._home = {}, {}, {}
        for number, entry in enumerate(pages):
            for key, item in self._page(number, entry).items():
                self.items[key] = item
                self._home[key] = number
        recorded = {key.name: key for key in self.items}
        for name, path in self.marks().items() if self.marks else ():
            key = recorded.get(name.name, name)
            if path is None:
                self.items.pop(key, None)
                self._home.pop(key, None)
            elif key not in self.items:
                self.items[key] = Item(path=path, environment="", state="claimed", stamp="", fingerprint="", key="")

    def _entries(self) -> Iterator[Entry]:
        """The pages that the store has now."""
        for number in count():
            try:
                entry = self.store.describe(path_of(self.place, number))
            except NotFoundError:
                return
            if entry.current is None:
                return
            yield entry

    def _page(self, number: int, entry: Entry) -> dict[Key, Item]:
        if entry.current is None:
            return {}
        text = self.store.get(entry.path, entry.current.id).get_secret_value()
        self._pages[number] = entry.current.id
        return _parsed(text, self.store.address(entry.path))

    def _write(self, changes: Mapping[Key, Item | None]) -> None:
        """Each page that changes, once."""
        pages: dict[int, dict[Key, Item]] = {number: {} for number in self._pages} or {0: {}}
        for key, number in self._home.items():
            pages[number][key] = self.items[key]
        last = max(pages)
        room = PAGE_BYTES - len(_text(self.place, pages[last]).encode())
        touched: set[int] = set()
        for key, item in changes.items():
            if item is None:
                if key in self._home:
                    pages[self._home[key]].pop(key, None)
                    touched.add(self._home[key])
                continue
            if key not in self._home:
                room -= len(_text("", {key: item}).encode())
                if room < 0:
                    last, room = last + 1, PAGE_BYTES
            number = self._home.get(key, last)
            pages.setdefault(number, {})[key] = item
            touched.add(number)
        for number in sorted(touched):
            self._store_page(number, pages[number])

    def _store_page(self, number: int, page: dict[Key, Item]) -> None:
        path = path_of(self.place, number)
        known = self._pages.get(number)
        if known is None:
            make_container(self.store, path, f"What the mirror wrote into {self.place}.")
        version = self.store.put(path, SecretStr(_text(self.place, page)), over=known)
        self._pages[number] = version.id
        for key in [key for key, home in self._home.items() if home == number and key not in page]:
            del self._home[key], self.items[key]
        self._home |= dict.fromkeys(page, number)
        self.items |= page


def path_of(place: str, page: int) -> str:
    """Path of a page in the store of record; two places never share one."""
    digest = hashlib.sha256(place.encode()).hexdigest()[:8]
    return f"{LEDGERS}/{naming.purpose_of(place.lower())[:100].strip('-')}-{digest}/{page}"


def pages_of(place: str, entries: Mapping[str, Entry]) -> list[Entry]:
    """The pages of a place in a store's listing."""
    found = []
    for number in count():
        entry = entries.get(path_of(place, number))
        if entry is None or entry.current is None:
            break
        found.append(entry)
    return found


def places_in(store: Store, entries: Mapping[str, Entry]) -> list[str]:
    """Every place that a store's listing has a ledger of; raises StoreError."""
    found = []
    for path, entry in entries.items():
        if path.startswith(f"{LEDGERS}/") and path.endswith("/0") and entry.current is not None:
            found += place_told(store.get(path, entry.current.id).get_secret_value())
    return found


def place_told(page: str) -> list[str]:
    """The place that the text of a page is of; none where it is no page."""
    with suppress(ValueError, KeyError, TypeError):
        return [str(json.loads(page)["place"])]
    return []


def _later(theirs: Item | None, ours: Item | None) -> Item | None:
    """Of two records of one entry, that of the later write to the place; a claim gives way to nothing."""
    if ours is None or theirs is None or ours.state == "claimed":
        return ours
    if theirs.state == "claimed":
        # Their write is under way. Of the same value it changes nothing; of another one, who looks next writes again.
        return ours if theirs.fingerprint == ours.fingerprint else replace(ours, state="claimed")
    return theirs if theirs.at > ours.at else ours


def _text(place: str, page: Mapping[Key, Item]) -> str:
    items = {str(key): {name: fact for name, fact in asdict(page[key]).items() if fact} for key in sorted(page)}
    return json.dumps({"form": _FORM, "place": place, "items": items}, ensure_ascii=False, separators=(",", ":"))


def _parsed(text: str, address: str) -> dict[Key, Item]:
    try:
        document: dict[str, Any] = json.loads(text)
        if document["form"] != _FORM:
            raise ValueError
        return {_key(name): Item(**facts) for name, facts in document["items"].items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise RefusedError(
            place=address,
            problem="this is no ledger that this version can read",
            way_out="use the version that wrote it, or bring an older version of the entry back",
        ) from None


def _key(text: str) -> Key:
    kind, _, name = text.partition(":")
    if kind == "secret":
        return Key(kind="secret", name=name)
    if kind == "configuration":
        return Key(kind="configuration", name=name)
    raise ValueError(kind)
