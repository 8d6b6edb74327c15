"""A value is stored exactly as it is, or refused with every reason."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.operations.problem import InputError
from strongroom.operations.value import LIMIT, decode, demand_storable, normal_form, without_final_newline

if TYPE_CHECKING:
    from strongroom.catalogue import Catalogue, Secret


@pytest.fixture
def plain(catalogue: Catalogue) -> Secret:
    """An entry of one plain value, delivered to GitHub."""
    found = catalogue.secret("shop/payment/api_key")
    assert found is not None
    return found


@pytest.fixture
def fielded(catalogue: Catalogue) -> Secret:
    """An entry whose value is an object."""
    found = catalogue.secret("shop/mongodb/connection")
    assert found is not None
    return found


@given(text=st.text())
def test_text_arrives_as_it_was_sent(text: str) -> None:
    encodable = text.encode("utf-8", "ignore").decode()
    assert decode(encodable.encode()) == encodable


@pytest.mark.parametrize("data", [b"\xff\xfe", b"abc\x80", b"\xed\xa0\x80"])
def test_bytes_that_are_no_text_are_refused_with_the_place(data: bytes) -> None:
    with pytest.raises(InputError, match=r"not text in UTF-8 \(byte \d+\); encode a binary one first, with base64"):
        decode(data)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("one line\n", "one line"),
        ("one line\r\n", "one line"),
        ("one line", "one line"),
        ("two\nlines\n", "two\nlines\n"),
        ("two\nlines", "two\nlines"),
        ("one line\n\n", "one line\n\n"),
        ("\n", ""),
        ("", ""),
        ("\nleading", "\nleading"),
    ],
)
def test_only_the_newline_that_ends_a_single_line_is_left_out(sent: str, kept: str) -> None:
    assert without_final_newline(sent) == (kept, sent != kept)


@pytest.mark.parametrize(
    "text", ["-----BEGIN", "--yes", " spaces ", "ünïcödé 🔑", "a\nb\n", "\x1b[31m", "x" * 49152, '{"a": 1}', "'\"$`\\"]
)
def test_unusual_text_is_storable(plain: Secret, text: str) -> None:
    demand_storable(plain, text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "the value is empty"),
        ("a\0b", "NUL"),
        ("\ud800", "surrogate"),
        ("x" * (LIMIT + 1), "65537 bytes, more than the 65536 that Secrets Manager takes"),
        ("é" * (LIMIT // 2 + 1), "65538 bytes"),
        ("x" * 49153, "more than the 49152 that GitHub takes"),
    ],
)
def test_what_cannot_be_stored_or_delivered_is_refused(plain: Secret, text: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        demand_storable(plain, text)


def test_a_value_too_large_for_github_is_fine_where_github_gets_none(catalogue: Catalogue, fielded: Secret) -> None:
    text = json.dumps({"uri": "x" * 50000, "username": "u", "password": "p"})
    demand_storable(fielded, text)


def test_everything_that_is_wrong_is_told_at_once(plain: Secret) -> None:
    with pytest.raises(InputError) as raised:
        demand_storable(plain, "\0" * (LIMIT + 1))
    assert len(raised.value.problems) == 2


OBJECT = {"uri": "mongodb://h", "username": "u", "password": "p"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("not JSON", "not JSON; it has to be an object with the keys uri, username, password, or use --field NAME"),
        ("[1]", "not a JSON object"),
        ('"text"', "not a JSON object"),
        (json.dumps({"uri": "x"}), "lacks the keys username, password"),
        (json.dumps(OBJECT | {"more": "x"}), "1 keys too many"),
        (json.dumps(OBJECT | {"uri": 5}), "uri: has to be a text that is not empty"),
        (json.dumps(OBJECT | {"uri": ""}), "uri: has to be a text that is not empty"),
        ('{"uri":"a","uri":"b","username":"u","password":"p"}', "has a key twice"),
    ],
)
def test_an_object_has_exactly_its_keys(fielded: Secret, text: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        demand_storable(fielded, text)


def test_an_object_is_stored_in_one_form_whatever_it_looked_like(fielded: Secret) -> None:
    spaced = json.dumps(dict(reversed(OBJECT.items())), indent=4)
    demand_storable(fielded, spaced)
    assert normal_form(fielded, spaced) == normal_form(fielded, json.dumps(OBJECT))
    assert json.loads(normal_form(fielded, spaced)) == OBJECT


def test_a_plain_value_keeps_its_form(plain: Secret) -> None:
    assert normal_form(plain, '{ "a" : 1 }') == '{ "a" : 1 }'


@pytest.mark.parametrize("wrap", ["{}", '{{"{}": "x"}}', '{{"uri": "{}", "username": 1}}', "\0{}"])
def test_no_refusal_repeats_the_value(fielded: Secret, wrap: str) -> None:
    value = secrets.token_urlsafe(24)
    with pytest.raises(InputError) as raised:
        demand_storable(fielded, wrap.format(value))
    assert value not in str(raised.value)
