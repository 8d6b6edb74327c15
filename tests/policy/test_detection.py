"""What tells a secret from what looks like one."""

from __future__ import annotations

import re
import time
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.detect.detector import detect
from policy.detect.formats import FORMATS
from policy.detect.key_names import Says, says
from tests.policy.corpus import scanners
from tests.policy.corpus.measure import SETS, score
from tests.policy.corpus.programs.drawn import Drawn
from tests.policy.corpus.tokens import Tokens, wrapped

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.policy.corpus.case import Case

ENOUGH = 0.97
SEEDS = range(5)


def found(text: str, name: str = "") -> bool:
    return bool(detect(text, name))


@pytest.mark.parametrize("cases", SETS.values(), ids=SETS)
@pytest.mark.parametrize("seed", SEEDS)
def test_precision_and_recall_are_high_whatever_the_tokens(cases: Callable[[int], Sequence[Case]], seed: int) -> None:
    result = score(found, cases(seed))
    wrong = [f"{case.family} {case.name}" for case in (*result.missed, *result.mistaken)]
    assert result.precision >= ENOUGH, wrong
    assert result.recall >= ENOUGH, wrong


def test_the_cases_are_many_balanced_and_without_duplicates() -> None:
    for drawn in SETS.values():
        cases = drawn(0)
        positives = sum(case.secret for case in cases)
        assert len(cases) >= 290
        assert 0.4 <= positives / len(cases) <= 0.6
    every = [(case.name, case.text) for seed, drawn in enumerate(SETS.values()) for case in drawn(seed)]
    assert [case for case, times in Counter(every).items() if times > 1] == []


def test_a_detection_says_where_and_how_long_and_never_what() -> None:
    token = f"ghp_{Tokens(1).alnum(36)}"
    text = f"clone with {token} please"
    (detection,) = detect(text)
    assert text[detection.start : detection.start + detection.length] == token
    assert token not in str(detection)
    assert str(detection) == "GitHub token, 40 characters at position 11"


def test_a_secret_is_found_anywhere_in_a_long_text() -> None:
    token = f"ghp_{Tokens(2).alnum(36)}"
    for before in (0, 60_000, 65_500, 65_536, 200_000):
        text = "lorem ipsum " * (before // 12) + token + " dolor sit" * 10
        assert found(text), before


@pytest.mark.parametrize("seed", SEEDS)
def test_a_form_that_published_scanners_know_is_found_alone_and_in_a_sentence(seed: int) -> None:
    forms = list(scanners.marked(Drawn(seed)))
    assert [issuer for issuer, value in forms if not found(value, "value")] == []
    assert [issuer for issuer, value in forms if not found(f"Calls the service with {value} until May", "note")] == []


@pytest.mark.parametrize("written", ["{name}", "{NAME}", "{Name}"])
def test_a_value_that_published_scanners_find_by_its_name_is_found(written: str) -> None:
    missed = []
    for name, value in scanners.named(Drawn(3)):
        given = written.format(name=name, NAME=name.upper(), Name=name.title().replace("_", ""))
        missed += [] if found(value, given) and found(f"A=1\n{given}={value}\nB=2\n", "settings") else [given]
    assert missed == []


def test_a_password_in_a_sentence_is_found_where_a_quote_ends_the_sentence() -> None:
    sentence = f"temporary password is orange{Tokens(4).alnum(3)}7"
    assert found(sentence, "note")
    assert found(f'{{"widgets": [{{"properties": {{"markdown": "{sentence}"}}}}]}}', "dashboardBody")


def test_a_drawn_string_is_found_under_a_name_that_says_settings() -> None:
    assert found(Tokens(5).alnum(40), "SETTINGS")


@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_secret_is_found_however_often_it_is_wrapped(times: int) -> None:
    text = f"export DB_PASSWORD={Tokens(3).alnum(20)}\n"
    for _ in range(times):
        text = wrapped(text)
    assert found(text, "userData")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("DB_PASSWORD", Says.PASSWORD),
        ("dbPassword", Says.PASSWORD),
        ("POSTGRES_PASSWORD_PROD", Says.PASSWORD),
        ("PGPASSWORD", Says.PASSWORD),
        ("STRIPE_SECRET_KEY", Says.SECRET),
        ("apiKey", Says.SECRET),
        ("X-Api-Token", Says.SECRET),
        ("TOKEN_V2", Says.SECRET),
        ("PASSWORD_MIN_LENGTH", Says.PUBLIC),
        ("SECRET_ARN", Says.PUBLIC),
        ("tokenEndpoint", Says.PUBLIC),
        ("partitionKey", Says.PUBLIC),
        ("STRIPE_PUBLISHABLE_KEY", Says.PUBLIC),
        ("region", Says.PUBLIC),
        ("COLOUR", Says.NOTHING),
        ("", Says.NOTHING),
    ],
)
def test_the_last_word_of_a_name_decides(name: str, kind: Says) -> None:
    assert says(name) is kind


def test_no_format_can_be_missed_because_of_its_hint() -> None:
    """A hint must be in everything that its pattern matches: it has to stand in the pattern, not behind an `or`."""
    for hint, forms in FORMATS.items():
        for form in forms:
            assert hint in re.sub(r"\\(.)", r"\1", form.pattern.pattern), form.kind


@settings(max_examples=300)
@given(text=st.text(max_size=400), name=st.text(max_size=30))
def test_no_text_breaks_the_detector(text: str, name: str) -> None:
    for detection in detect(text, name):
        assert 0 <= detection.start <= len(text)


NASTY = [
    "a=" * 40_000,
    '"' * 50_000,
    "password: " + "(" * 40_000,
    "{" * 40_000,
    "A" * 100_000,
    "aB1" * 30_000,
    "curl " * 15_000,
    "login -p " * 10_000,
    "-----BEGIN " * 8_000,
    "://:" * 20_000,
    "name: x\nvalue: " * 6_000,
    "eyJ" * 30_000,
    "%41" * 30_000,
    "chpasswd:\n list: |\n" * 4_000,
    'variable "a" {' * 6_000,
    "kind: Secret\ndata:\n" * 4_000,
    "password " * 10_000,
    "password " + "a1" * 40_000,
    "password " + "Abc-" * 20_000,
    "creds a/" * 10_000,
    "config set --a " * 6_000,
    "htpasswd -b " + "-a " * 25_000,
    "my-" * 25_000,
    'k = "hmac.new";' * 4_000,
    "_acme-challenge " * 5_000,
    "mysql -p " * 8_000,
    "service:a-" * 8_000,
    "a: b: " * 12_000,
    "recovery_codes: " + "a1-" * 25_000,
]


@pytest.mark.parametrize("text", NASTY, ids=lambda text: repr(text[:12]))
def test_no_text_makes_the_detector_slow(text: str) -> None:
    """Linear, not quadratic: ten times the text takes about ten times as long; a bound of 40 allows for noise."""

    def seconds(piece: str) -> float:
        started = time.process_time()
        detect.__wrapped__(piece, "value")
        return time.process_time() - started

    short, long = text[: len(text) // 10], text
    seconds(short[:100])
    assert seconds(long) <= 40 * max(seconds(short), 0.02)
