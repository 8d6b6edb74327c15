"""Parts of a connection string come out as they were put in."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from strongroom.catalogue.source import Derived
from strongroom.operations.derive import derive
from strongroom.operations.problem import InputError

HOST = st.from_regex(r"[a-z][a-z0-9-]{0,10}(\.[a-z][a-z0-9]{0,5}){0,2}", fullmatch=True)
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20)


def part(extract: str, value: str) -> str:
    """What an extraction takes out of a value."""
    source = Derived(origin="derived", secret="a/b", extract=extract)
    return derive(source, SecretStr(value)).get_secret_value()


@given(host=HOST, port=st.integers(1, 65535), username=TEXT, password=TEXT, database=TEXT)
def test_a_connection_string_comes_apart_as_it_was_put_together(
    host: str, port: int, username: str, password: str, database: str
) -> None:
    user, word, name = (quote(text, safe="") for text in (username, password, database))
    dsn = f"postgresql://{user}:{word}@{host}:{port}/{name}?sslmode=require"
    parts = {
        "scheme": "postgresql",
        "host": host,
        "port": str(port),
        "username": username,
        "password": password,
        "database": database,
    }
    assert {name: part(f"dsn.{name}", dsn) for name in parts} == parts


@pytest.mark.parametrize(
    ("dsn", "port"),
    [("postgres://h/db", "5432"), ("mysql+pymysql://h/db", "3306"), ("redis://h", "6379"), ("mongodb://h/db", "27017")],
)
def test_a_port_that_is_left_out_is_the_one_everybody_uses(dsn: str, port: str) -> None:
    assert part("dsn.port", dsn) == port


@pytest.mark.parametrize(
    ("extract", "value"),
    [
        ("dsn.host", "not a connection string"),
        ("dsn.password", "postgresql://user@host/db"),
        ("dsn.database", "postgresql://user@host"),
        ("dsn.port", "unknown://host/db"),
        ("dsn.port", "postgresql://host:99999/db"),
        ("dsn.host", "postgresql://[half/db"),
        ("field.username", "not JSON"),
        ("field.username", "[]"),
        ("field.username", '{"user": "u"}'),
        ("field.username", '{"username": 5}'),
    ],
)
def test_a_part_that_is_not_there_is_told_without_the_value(extract: str, value: str) -> None:
    with pytest.raises(InputError, match=f'the value of "a/b" has no {extract}') as raised:
        part(extract, value)
    assert value not in str(raised.value)


def test_a_field_of_an_object_is_taken_as_it_is() -> None:
    assert part("field.username", json.dumps({"username": "ü\n"})) == "ü\n"
