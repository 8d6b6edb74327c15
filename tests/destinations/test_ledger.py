"""The ledger keeps what was written where, whoever else writes meanwhile, in either store of record."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, cast

import pytest
from pydantic import SecretStr

from strongroom import naming
from strongroom.destinations.contract import Key
from strongroom.operations.fingerprint import find_key, find_or_make_key
from strongroom.operations.mirror.ledger import Item, Ledger, pages_of, path_of, places_in
from strongroom.stores.errors import RefusedError
from strongroom.stores.opening import open_store

if TYPE_CHECKING:
    from strongroom.catalogue.workspace import Store as Kind
    from strongroom.stores.contract import Store

pytestmark = pytest.mark.real

ITEM = Item(
    path="shop/payment/api_key",
    environment="staging",
    state="delivered",
    stamp="1 2026-01-01T00:00:00+00:00",
    fingerprint="f" * 43,
    key="1",
    changed="2026-01-01T00:00:00Z",
    at="2026-01-01T00:00:00+00:00",
)


@pytest.fixture(params=["secrets-manager", "vault"])
def store(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Either store of record."""
    kind = cast("Kind", request.param)
    server = request.getfixturevalue("aws_server" if kind == "secrets-manager" else "vault_server")
    for name, text in server.environment.items():
        monkeypatch.setenv(name, text)
    return open_store(kind, "local")


@pytest.fixture
def place() -> str:
    """A place that has no ledger yet."""
    return f"github:shop/{uuid.uuid4().hex}/environments/staging"


def key(number: int) -> Key:
    """The name of an entry."""
    return Key(kind="secret", name=f"SECRET_NUMBER_{number}")


def test_what_is_written_is_read_again_and_what_is_struck_is_gone(store: Store, place: str) -> None:
    ledger = Ledger.read(store, place)
    assert ledger.items == {}
    ledger.write({key(1): ITEM, key(2): replace(ITEM, state="claimed", changed="", at="")})
    assert Ledger.read(store, place).items == ledger.items
    ledger.write({key(1): None})
    assert list(Ledger.read(store, place).items) == [key(2)]


def test_a_thousand_entries_fill_several_pages_and_none_is_too_large(store: Store, place: str) -> None:
    ledger = Ledger.read(store, place)
    ledger.write({key(number): ITEM for number in range(1000)})
    ledger.write({key(number): replace(ITEM, settings="private") for number in range(990, 1010)})
    pages = pages_of(place, {entry.path: entry for entry in store.entries(naming.MIRROR_FOLDER)})
    assert len(pages) > 1
    again = Ledger.read(store, place, pages)
    assert set(again.items) == {key(number) for number in range(1010)}
    assert again.items[key(995)].settings == "private"
    sizes = [len(store.get(page.path).get_secret_value().encode()) for page in pages]
    assert max(sizes) < naming.SECRETS_MANAGER_VALUE_BYTES


def test_of_many_writers_at_once_none_loses_what_it_wrote(store: Store, place: str) -> None:
    ledgers = [Ledger.read(store, place) for _ in range(4)]

    def write(number: int) -> None:
        ledgers[number].write({key(number): ITEM})
        ledgers[number].write({key(number): replace(ITEM, settings=str(number))})

    with ThreadPoolExecutor(len(ledgers)) as pool:
        list(pool.map(write, range(len(ledgers))))
    found = Ledger.read(store, place).items
    assert {one: item.settings for one, item in found.items()} == {key(n): str(n) for n in range(len(ledgers))}


def test_of_two_deliveries_of_one_entry_the_later_one_stays(store: Store, place: str) -> None:
    later, earlier = Ledger.read(store, place), Ledger.read(store, place)
    late = replace(ITEM, at="2026-01-01T00:00:09+00:00", changed="2026-01-01T00:00:09Z")
    later.write({key(1): late})
    earlier.write({key(1): ITEM})
    assert Ledger.read(store, place).items[key(1)] == late


def test_a_delivery_during_somebody_elses_write_of_another_value_is_not_called_done(store: Store, place: str) -> None:
    mine, theirs = Ledger.read(store, place), Ledger.read(store, place)
    theirs.write({key(1): replace(ITEM, state="claimed", fingerprint="g" * 43)})
    mine.write({key(1): ITEM})
    assert Ledger.read(store, place).items[key(1)].state == "claimed"


def test_every_place_with_a_ledger_is_found_in_a_listing(store: Store, place: str) -> None:
    Ledger.read(store, place).write({key(1): ITEM})
    assert place in places_in(store, {entry.path: entry for entry in store.entries(naming.MIRROR_FOLDER)})


def test_a_ledger_that_cannot_be_read_is_refused_and_not_written_over(store: Store, place: str) -> None:
    path = path_of(place, 0)
    store.create(path, description="Something else.", tags={})
    store.put(path, SecretStr('{"form": 99}'), over=None)
    with pytest.raises(RefusedError, match="no ledger that this version can read"):
        Ledger.read(store, place)


def test_two_places_never_share_a_path_and_every_path_is_one(place: str) -> None:
    places = [place, "github:a-b/c", "github:a/b-c", "github:a/B-C", "vault:secret", f"github:{'x' * 39}/{'y' * 100}"]
    paths = [path_of(one, 0) for one in places]
    assert len(set(paths)) == len(places)
    assert not [path for path in paths if naming.check("path", path)]


def test_the_key_is_made_once_whoever_comes_first(store: Store) -> None:
    with ThreadPoolExecutor(3) as pool:
        keys = list(pool.map(lambda _: find_or_make_key(store), range(3)))
    assert {one.material for one in keys} == {keys[0].material}
    assert find_key(store) == keys[0]


def test_a_fingerprint_tells_values_and_places_apart_and_shows_neither(store: Store) -> None:
    made = find_or_make_key(store)
    one = made.fingerprint("a/X", SecretStr("value"))
    assert one == made.fingerprint("a/X", SecretStr("value"))
    assert len({one, made.fingerprint("b/X", SecretStr("value")), made.fingerprint("a/X", SecretStr("other"))}) == 3
    assert made.matches(one, "a/X", SecretStr("value"))
    assert "material" not in repr(made)
