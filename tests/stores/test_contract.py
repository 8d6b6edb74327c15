"""What holds for every store of record, against real servers."""

from __future__ import annotations

import json
import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr

from strongroom.stores.contract import Version
from strongroom.stores.errors import ConflictError, NotFoundError, StoreError

if TYPE_CHECKING:
    from strongroom.stores.contract import Store

pytestmark = pytest.mark.real


def value() -> SecretStr:
    """A value that never was."""
    return SecretStr(secrets.token_urlsafe(30))


def test_an_entry_without_a_value_has_no_current_version(store: Store, path: str) -> None:
    assert store.describe(path).current is None
    with pytest.raises(NotFoundError, match=f"no value yet; store one: strongroom put {path}"):
        store.get(path)


def test_a_value_comes_back_as_it_was_put(store: Store, path: str) -> None:
    put = value()
    version = store.put(path, put, over=None)
    assert store.get(path) == put
    assert store.get(path, version.id) == put
    assert version.current
    assert store.describe(path).current == version


@pytest.mark.parametrize(
    "text",
    [
        "two\nlines\n",
        "\r\n windows \r\n",
        "ünïcödé 秘密 🔑",
        "-----BEGIN nothing",
        "--yes",
        '{"not": "an object with fields"}',
        " ",
        "\ttab\x1b[0m\x7f",
        "x" * 65536,
        "é" * 32768,
    ],
    ids=lambda text: repr(text[:12]),
)
def test_every_text_is_stored_exactly(store: Store, path: str, text: str) -> None:
    store.put(path, SecretStr(text), over=None)
    assert store.get(path).get_secret_value() == text


def test_a_second_value_replaces_the_first_and_the_history_keeps_both(store: Store, path: str) -> None:
    first = store.put(path, value(), over=None)
    latest = value()
    second = store.put(path, latest, over=first.id)
    assert store.get(path) == latest
    assert [(version.id, version.current) for version in store.history(path)] == [(second.id, True), (first.id, False)]


def test_a_version_says_when_it_was_made(store: Store, path: str) -> None:
    version = store.put(path, value(), over=None)
    assert abs(datetime.now(UTC) - version.created) < timedelta(minutes=1)


def test_a_value_put_over_an_outdated_version_is_refused_and_changes_nothing(store: Store, path: str) -> None:
    first = store.put(path, value(), over=None)
    theirs = value()
    store.put(path, theirs, over=first.id)
    with pytest.raises(ConflictError, match="theirs is current, yours is not"):
        store.put(path, value(), over=first.id)
    assert store.get(path) == theirs


def test_a_first_value_put_twice_is_refused_the_second_time(store: Store, path: str) -> None:
    theirs = value()
    store.put(path, theirs, over=None)
    with pytest.raises(ConflictError):
        store.put(path, value(), over=None)
    assert store.get(path) == theirs


def test_of_many_writers_at_once_exactly_one_wins_and_every_other_is_told(store: Store, path: str) -> None:
    seen = store.put(path, value(), over=None).id
    values = [value() for _ in range(6)]

    def put(mine: SecretStr) -> Version | ConflictError:
        try:
            return store.put(path, mine, over=seen)
        except ConflictError as error:
            return error

    with ThreadPoolExecutor(len(values)) as pool:
        outcomes = list(pool.map(put, values))
    winners = [mine for mine, outcome in zip(values, outcomes, strict=True) if isinstance(outcome, Version)]
    assert len(winners) == 1, outcomes
    assert store.get(path) == winners[0]


def test_putting_after_a_lost_race_works(store: Store, path: str) -> None:
    first = store.put(path, value(), over=None)
    second = store.put(path, value(), over=first.id)
    with pytest.raises(ConflictError):
        store.put(path, value(), over=first.id)
    mine = value()
    store.put(path, mine, over=second.id)
    assert store.get(path) == mine


def test_an_object_keeps_its_keys(store: Store, path: str) -> None:
    keys = {"uri": "mongodb://nowhere", "username": "ünal", "password": secrets.token_urlsafe(16)}
    store.put(path, SecretStr(json.dumps(keys)), over=None, fields=tuple(keys))
    assert json.loads(store.get(path).get_secret_value()) == keys


def test_entries_are_listed_by_prefix_with_what_is_current(store: Store, path: str) -> None:
    family = path + "/family"
    members = [f"{family}/{name}" for name in ("a", "b", "c")]
    for member in members:
        store.create(member, description="An entry of the tests", tags={})
    written = store.put(members[1], value(), over=None)
    empty_counts = "Vault" not in store.place  # Vault knows an entry from its first value on
    expected = {members[1]: written} | (dict.fromkeys([members[0], members[2]]) if empty_counts else {})
    assert {entry.path: entry.current for entry in store.entries(f"{family}/")} == expected
    assert store.entries(f"{family}/b") == (store.describe(members[1]),)


def test_a_version_that_never_was_is_not_found(store: Store, path: str) -> None:
    store.put(path, value(), over=None)
    with pytest.raises(NotFoundError, match="no version"):
        store.get(path, "99" if "Vault" in store.place else "0" * 32)


def test_a_container_made_twice_keeps_its_value(store: Store, path: str) -> None:
    kept = value()
    store.put(path, kept, over=None)
    store.create(path, description="An entry of the tests", tags={})
    assert store.get(path) == kept


def test_an_address_names_the_store_and_the_entry(store: Store, path: str) -> None:
    kind, _, name = store.address(path).partition(":")
    assert kind in {"secrets-manager", "vault"}
    assert name.endswith(path)


def test_the_store_knows_who_is_calling(store: Store) -> None:
    assert store.caller()


def test_no_error_of_a_store_repeats_a_value(store: Store, path: str) -> None:
    mine = value()
    store.put(path, value(), over=None)
    with pytest.raises(StoreError) as raised:
        store.put(path, mine, over=None)
    chain = f"{raised.value} {raised.value.__cause__} {raised.value.__dict__}"
    assert mine.get_secret_value() not in chain


def test_a_deleted_value_is_gone_and_comes_back_whole(store: Store, path: str) -> None:
    mine = value()
    version = store.put(path, mine, over=None)
    store.delete(path, days=7)
    assert store.describe(path).deletion is not None
    with pytest.raises(StoreError):
        store.get(path)
    restored = store.restore(path)
    assert (restored.id, restored.current) == (version.id, True)
    assert store.get(path) == mine
    assert store.describe(path).deletion is None


def test_what_is_not_deleted_cannot_be_restored(store: Store, path: str) -> None:
    mine = value()
    store.put(path, mine, over=None)
    with pytest.raises(NotFoundError, match="it is not deleted; there is nothing to restore"):
        store.restore(path)
    assert store.get(path) == mine


def test_a_value_is_put_again_after_a_deletion_and_a_restoration(store: Store, path: str) -> None:
    version = store.put(path, value(), over=None)
    store.delete(path, days=7)
    store.restore(path)
    mine = value()
    store.put(path, mine, over=version.id)
    assert store.get(path) == mine
