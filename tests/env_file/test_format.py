"""A .env file is read as everybody reads it, and what is written is read back exactly."""

from __future__ import annotations

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.env_file import UnfitError, line, parse


def fits(value: str) -> bool:
    """Whether the value can be written at all."""
    try:
        line("NAME", value)
    except UnfitError:
        return False
    return True


VALUES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=60)


@given(values=st.dictionaries(st.from_regex(r"[A-Z_][A-Z0-9_]{0,12}", fullmatch=True), VALUES, max_size=6))
def test_what_is_written_is_read_back_exactly(values: dict[str, str]) -> None:
    written = {name: text for name, text in values.items() if fits(text)}
    parsed = parse("# a file\n\n" + "".join(f"{line(name, text)}\n" for name, text in written.items()))
    assert parsed.values == written
    assert parsed.problems == ()


@given(text=st.text(st.sampled_from("AB='\"\\ \n#$x{}\t"), max_size=60))
def test_no_file_is_too_strange_to_be_read(text: str) -> None:
    parsed = parse(text)
    assert all(1 <= number <= text.count("\n") + 1 for number, _ in parsed.problems)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("A=1\nB=two words\n", {"A": "1", "B": "two words"}),
        ("A=1 # a comment\n", {"A": "1"}),
        ("A=1#no comment\n", {"A": "1#no comment"}),
        ("A= # empty\nB=\n", {"A": "", "B": ""}),
        ("export A=1\n", {"A": "1"}),
        ("  A = 1  \n", {"A": "1"}),
        ("A='single $X \\n'\n", {"A": "single $X \\n"}),
        ('A="a\\nb\\t\\"c\\" \\$X \\\\"\n', {"A": 'a\nb\t"c" $X \\'}),
        ("A='two\nlines'\nB=1", {"A": "two\nlines", "B": "1"}),
        ('A="two\nlines" # comment\nB=1', {"A": "two\nlines", "B": "1"}),
        ("A=p@ss$word1\n", {}),
        ("A=costs 5$\n", {"A": "costs 5$"}),
        ("A=1\r\nB=2\r\n", {"A": "1", "B": "2"}),
        ("\ufeffA=1\n", {"A": "1"}),
        ("# only comments\n\n   \n", {}),
        ("A=a=b==\n", {"A": "a=b=="}),
    ],
)
def test_each_way_to_write_a_value_is_understood(text: str, values: dict[str, str]) -> None:
    assert parse(text).values == values


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("A=1\nnonsense\nB=2\n", (2, "is not NAME=value")),
        ("A='open\nB=2\n", (1, "has a quote that nothing closes")),
        ("A='x' y\nB=2\n", (1, "has text behind the closing quote")),
        ("A=1\nB=2\nA=3\n", (3, "A stands there a second time")),
        ("A=${B}\nB=2\n", (1, "refers to another variable; write out what it stands for")),
        ('A="$B"\nB=2\n', (1, "refers to another variable; write out what it stands for")),
    ],
)
def test_a_wrong_line_is_told_by_its_number_and_costs_no_other(text: str, problem: tuple[int, str]) -> None:
    parsed = parse(text)
    assert parsed.problems == (problem,)
    assert parsed.values["B"] == "2"


def test_no_problem_repeats_a_value() -> None:
    value = secrets.token_urlsafe(20)
    for text in (value, f"A='{value}", f"A='x'{value}", f"A=$X{value}", f"={value}", f"{value} = x"):
        assert value not in str(parse(text).problems)
