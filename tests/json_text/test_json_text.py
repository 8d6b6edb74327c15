"""JSON is changed in one place, and every other character stays."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.json_text import JsonTextError, read, with_member, without_member

PATH = ("mcpServers", "linear", "env", "KEY")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)


@given(document=JSON, indent=st.sampled_from([None, 2, "\t"]))
def test_what_json_reads_is_read_alike(document: Any, indent: int | str | None) -> None:
    assert read(json.dumps(document, indent=indent)) == document


@given(
    servers=st.dictionaries(st.text(max_size=6), JSON, max_size=3),
    env=st.dictionaries(st.text(max_size=6), st.text(max_size=6), max_size=3) | st.none(),
    indent=st.sampled_from([None, 2, "\t"]),
)
def test_a_member_that_was_set_and_taken_away_leaves_the_rest_as_it_was(
    servers: dict[str, Any], env: dict[str, str] | None, indent: int | str | None
) -> None:
    entry: dict[str, Any] = {"command": "x"} | ({} if env is None else {"env": env})
    document = {"mcpServers": servers | {"linear": entry}, "last": 1}
    text = json.dumps(document, indent=indent)
    changed = with_member(text, PATH, "${KEY}")
    entry["env"] = (env or {}) | {"KEY": "${KEY}"}
    assert json.loads(changed) == document
    del entry["env"]["KEY"]
    assert json.loads(without_member(changed, PATH)) == document


def laid_out(unit: str, ending: str, *, whole: bool) -> str:
    """A file over several lines, before and (`whole`) after."""
    lines = [
        "{",
        '1"mcpServers": {',
        '2"linear": {',
        '3"command": "x",',
        '3"env": {',
        '4"A": "1"',
        "3}",
        "2}",
        "1}",
        "}",
        "",
    ]
    if whole:
        lines[5:6] = ['4"A": "1",', '4"KEY": "${KEY}"']
    deep = [unit * int(line[0]) + line[1:] if line[:1].isdigit() else line for line in lines]
    return ending.join(deep)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (laid_out("  ", "\n", whole=False), laid_out("  ", "\n", whole=True)),
        (laid_out("\t", "\r\n", whole=False), laid_out("\t", "\r\n", whole=True)),
        (
            '{\n  "mcpServers": {\n    "linear": {"args": []}\n  }\n}\n',
            '{\n  "mcpServers": {\n    "linear": {"args": [], "env": {"KEY": "${KEY}"}}\n  }\n}\n',
        ),
        (
            '{ // ours\n  "mcpServers": {"linear": {"env": {"KEY": "x", /* b */ "B": "}"},},},\n}',
            '{ // ours\n  "mcpServers": {"linear": {"env": {"KEY": "${KEY}", /* b */ "B": "}"},},},\n}',
        ),
        ('{"mcpServers":{"linear":{"env":{}}}}', '{"mcpServers":{"linear":{"env":{"KEY": "${KEY}"}}}}'),
    ],
    ids=["two blanks", "tabs and CRLF", "an entry in one line", "comments", "compact"],
)
def test_the_layout_of_the_neighbours_is_kept(before: str, after: str) -> None:
    assert with_member(before, PATH, "${KEY}") == after


@pytest.mark.parametrize("text", ["", "{", '{"a": }', "{'a': 1}", '{"a": 1} x', '"open', "[" * 200 + "]" * 200, "nul"])
def test_what_is_no_json_is_refused_by_its_line(text: str) -> None:
    with pytest.raises(JsonTextError):
        read(text)


def test_what_is_no_object_is_not_written_into() -> None:
    with pytest.raises(JsonTextError, match="no object"):
        with_member('{"mcpServers": {"linear": {"env": "text"}}}', PATH, "${KEY}")
