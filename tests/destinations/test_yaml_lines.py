"""Entries of a YAML text change, and nothing else in it does."""

from __future__ import annotations

import difflib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strongroom.destinations.yaml_lines import YamlLinesError, found, read, with_value, without_value

TEXT = """\
# On top
imports:
  - shared/base  # first
values:
  # about linear
  linear:
    linear_api_key:   # its key
      fn::secret:
        ciphertext: abc
    # behind it
  flow: {a: 1, "b": 2}
  folded: >
    one
    two

  empty:
  none: {}
# at the end
"""


def changes(before: str, after: str) -> list[str]:
    """Lines that went and lines that came, sorted."""
    return sorted(line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line[0] in "+-")


@pytest.mark.parametrize(
    ("path", "lines"),
    [
        ("linear.gone", ['+     gone: "x"']),
        ("flow.c", ['-   flow: {a: 1, "b": 2}', '+   flow: {a: 1, "b": 2, "c": "x"}']),
        ("flow.a", ['-   flow: {a: 1, "b": 2}', '+   flow: {a: "x", "b": 2}']),
        ("empty.one", ['+     one: "x"']),
        ("none.one", ["-   none: {}", '+   none: {"one": "x"}']),
        ("new.deep.er", ["+   new:", "+     deep:", '+       er: "x"']),
        ("folded", ["-   folded: >", "-     one", "-     two", "- ", '+   folded: "x"']),
        (
            "linear.linear_api_key",
            ["-       fn::secret:", "-         ciphertext: abc", '+       "x"'],
        ),
    ],
)
def test_only_the_lines_of_an_entry_change(path: str, lines: list[str]) -> None:
    assert changes(TEXT, with_value(TEXT, ["values", *path.split(".")], "x")) == sorted(lines)


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "values:\n", "values: {}\n", "imports: [a]", "{}", "---\n"])
def test_a_text_without_values_gets_some(text: str) -> None:
    after = with_value(text, ["values", "a", "b"], "x")
    assert found(read(after), ["values", "a", "b"]) == "x"
    assert after.startswith(text.rstrip("\n{}"))


def test_line_ends_stay_as_they_are() -> None:
    after = with_value("values:\r\n  a: 1\r\n", ["values", "b", "c"], "x")
    assert after == 'values:\r\n  a: 1\r\n  b:\r\n    c: "x"\r\n'


@pytest.mark.parametrize(
    "text", ["- a\n", "a: 1\n---\nb: 2\n", "a: [", "a: &x 1\nb: *x\nvalues: *y\n", "values: word\n", "a: 1\na: 2\n"]
)
def test_what_can_not_be_changed_safely_is_refused(text: str) -> None:
    with pytest.raises(YamlLinesError):
        with_value(text, ["values", "a"], "x")


texts = st.text(st.characters(codec="utf-8"), max_size=40)
keys = st.sampled_from(["a", "b", "on", "null", "1", "with space", "ü:", "#x", "-"])
trees: Any = st.recursive(texts, lambda inner: st.dictionaries(keys, inner, max_size=4), max_leaves=12)


@settings(max_examples=40)
@given(tree=st.dictionaries(keys, trees, max_size=4), path=st.lists(keys, min_size=1, max_size=3), value=texts)
def test_whatever_is_written_is_read_back_and_taken_away_again(tree: Any, path: list[str], value: str) -> None:
    text = ""
    for key, part in tree.items():
        text = with_value(text, [key], part)
    assert (read(text) or {}) == tree
    try:
        after = with_value(text, path, value)
    except YamlLinesError:
        return  # a word stands where the way leads through
    assert found(read(after), path) == value
    assert found(read(without_value(after, path)), path) is None
