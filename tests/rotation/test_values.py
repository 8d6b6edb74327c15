"""The values that strategies read and write: logins and sets of keys."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rotation import keyset, login
from rotation.errors import ValueShapeError

texts = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30)
NOW = datetime(2026, 11, 22, 15, tzinfo=UTC)


@given(texts, texts, texts, texts)
def test_a_url_in_a_login_says_the_same_as_its_fields(user: str, password: str, other: str, new: str) -> None:
    first = login.Login({"uri": "postgres://a:b@db.example.net:5433/shop?x=1", "username": "a", "password": "b"})
    changed = first.with_credentials(user, password).with_credentials(other, new)
    url = urlsplit(changed.document["uri"])
    assert (unquote(url.username or ""), unquote(url.password or "")) == (other, new)
    assert (changed.host, changed.port(1), changed.dbname, url.query) == ("db.example.net", 5433, "shop", "x=1")


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("mongodb://a:b@h1:27017,h2:27017/db?w=1", "mongodb://u:p@h1:27017,h2:27017/db?w=1"),
        ("mongodb+srv://a@h/db", "mongodb+srv://u@h/db"),
        ("mongodb+srv://h/db", "mongodb+srv://h/db"),
        ("redis://:b@h:6379", "redis://u:p@h:6379"),
        ("no url", "no url"),
    ],
)
def test_a_url_keeps_its_shape(uri: str, expected: str) -> None:
    first = login.Login({"uri": uri, "username": "a", "password": "b"})
    assert first.with_credentials("u", "p").document["uri"] == expected


def test_other_fields_of_a_login_stay_in_their_places() -> None:
    document = {"engine": "postgres", "extra": {"a": 1}, "username": "a", "password": "b", "port": "5432", "note": "é"}
    changed = login.parse(json.dumps(document)).with_credentials("a", "c").text
    assert list(json.loads(changed).items()) == list((document | {"password": "c"}).items())


def test_two_users_take_turns() -> None:
    first = login.Login({"username": "app", "password": "x"})
    second = first.with_credentials(first.other_username, "y")
    assert (second.username, second.other_username) == ("app_clone", "app")


@pytest.mark.parametrize("text", ["", "x", "[]", "{}", '{"username": "a"}', '{"username": "a", "password": 1}'])
def test_what_is_no_login_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(ValueShapeError):
        login.parse(text)


@given(st.lists(texts, min_size=1, max_size=6, unique=True))
def test_no_key_of_a_set_is_ever_lost_and_no_id_used_twice(values: list[str]) -> None:
    have = keyset.KeySet((keyset.Key(id="1", value=values[0], created=None, state="current"),))
    for value in values[1:]:
        longer = keyset.parse(have.with_next(value, NOW, older="readable").text)
        assert longer.covers(have)
        assert longer.current.value == value
        have = longer
    assert [key.value for key in have.keys] == values[::-1]
    assert [key.id for key in have.keys] == [str(number) for number in range(len(values), 0, -1)]
    assert [key.state for key in have.keys].count("current") == 1


def test_the_value_that_the_engine_first_generated_becomes_the_key_before() -> None:
    first = "0123456789" * 6
    keys = keyset.parse(first).with_next("new", NOW, older="previous").keys
    assert [(key.value, key.state, key.created) for key in keys] == [
        ("new", "current", "2026-11-22T15:00:00Z"),
        (first, "previous", None),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "[]",
        '{"keys": []}',
        '{"keys": [{"id": "1", "value": "x", "created": null, "state": "previous"}]}',
        '{"keys": [{"id": "a", "value": "x", "created": null, "state": "current"}]}',
        '{"keys": [{"id": "1", "value": "", "created": null, "state": "current"}]}',
    ],
)
def test_a_damaged_set_of_keys_is_refused(text: str) -> None:
    with pytest.raises(ValueShapeError):
        keyset.parse(text)


def test_a_set_of_keys_that_outgrows_a_secret_is_refused() -> None:
    have = keyset.parse("x" * 60_000)
    with pytest.raises(ValueShapeError, match="outgrown"):
        have.with_next("y" * 6_000, NOW, older="readable").text  # noqa: B018 - the property raises
