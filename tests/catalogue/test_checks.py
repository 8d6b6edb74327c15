"""Checks judge a value in a clause and never repeat it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from strongroom.catalogue.checks import CHECKS, Check

ADAPTER: TypeAdapter[Any] = TypeAdapter(Check)
HEX = "0123456789abcdef" * 2


@pytest.mark.parametrize(
    ("check", "good", "bad", "said"),
    [
        ({"starts_with": "https://a.b/"}, "https://a.b/c", "http://a.b/c", 'does not start with "https://a.b/"'),
        ({"starts_with": ["a", "b"]}, "bc", "cd", 'does not start with "a" or "b"'),
        ({"ends_with": "-prd"}, "x-prd", "x-stg", 'does not end with "-prd"'),
        ({"not_starts_with": "test_"}, "live_1", "test_1", 'starts with "test_"'),
        ({"not_ends_with": ["-stg", "-dev"]}, "x", "x-dev", 'ends with "-dev"'),
        ({"not_contains": ["-staging", "-dev"]}, "a-b", "a-dev-b", 'contains "-dev"'),
        ({"pattern": "[a-z]{3}[0-9]"}, "abc1", "abc1 ", "does not match [a-z]{3}[0-9]"),
        ({"length": {"min": 2, "max": 3}}, "ab", "abcd", "has 4 characters, not 2 to 3"),
        ({"one_of": ["eu", "us"]}, "eu", "EU", 'is not "eu" or "us"'),
        ({"url": {}}, "https://a.b", "ftp://a.b", 'is not a URL with the scheme "https"'),
        ({"url": {"host": "a.b"}}, "https://a.b/x", "https://evil.a.b/x", 'is not on the host "a.b"'),
        ({"url": {"host": "a.b"}}, "https://a.b/x", "https://a.b@evil.c/x", 'is not on the host "a.b"'),
        ({"url": {"path": "/v1/"}}, "https://a.b/v1/x", "https://a.b/v2/x", 'its path does not start with "/v1/"'),
        ({"url": {}}, "https://a.b", "https://[", "is not a URL"),
        ({"url": {}}, "https://a.b", "https:///x", "has no host"),
        (
            {"json_keys": ["uri", "password"]},
            '{"uri": "a", "password": "b"}',
            '{"uri": "a"}',
            "lacks the keys password",
        ),
        ({"json_keys": ["uri"]}, '{"uri": "a"}', "[1]", "is not a JSON object"),
        ({"json_keys": ["uri"]}, '{"uri": "a"}', "{", "is not JSON"),
        (
            {"extract": {"kind": "notion-id"}},
            f"https://www.notion.so/team/Swarm-{HEX}?v=1",
            f"https://staging.notion.so/team/Swarm-{HEX}",
            'is neither an identifier of 32 hexadecimal digits nor a link on "www.notion.so" with one',
        ),
    ],
)
def test_a_check_takes_the_good_and_refuses_the_bad(check: dict[str, Any], good: str, bad: str, said: str) -> None:
    judge = ADAPTER.validate_python(check)
    assert judge.refusal(good) is None
    assert judge.refusal(bad) == said


@pytest.mark.parametrize("key", [key for key, kind in CHECKS.items() if kind.network])
def test_what_needs_the_network_is_left_to_whoever_has_one(key: str) -> None:
    questions: dict[str, Any] = {"json_url": {}, "probe": {"provider": "wix"}}
    judge = ADAPTER.validate_python({key: questions[key]})
    assert judge.network
    assert judge.refusal("anything") is None


OFFLINE: list[dict[str, Any]] = [
    {"starts_with": "§"},
    {"ends_with": "§"},
    {"pattern": "§"},
    {"length": {"min": 500}},
    {"one_of": "§"},
    {"url": {}},
    {"json_keys": "§"},
    {"extract": {"kind": "notion-id"}},
]


@given(st.text(min_size=4, max_size=40), st.sampled_from(OFFLINE))
def test_no_verdict_repeats_the_value_and_no_value_crashes_a_check(value: str, check: dict[str, Any]) -> None:
    judge = ADAPTER.validate_python(check)
    said = judge.refusal(f"<{value}>")
    assert said is not None
    assert f"<{value}>" not in said
