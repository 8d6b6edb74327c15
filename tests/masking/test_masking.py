"""No output ever has four or more consecutive characters of a value, in any of its encodings."""

from __future__ import annotations

import base64
import json
import secrets
import urllib.parse
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.masking import MASK, Redactor, mask, redact

if TYPE_CHECKING:
    from collections.abc import Callable

# What programs make of a value before it ends up in a log.
ENCODINGS: dict[str, Callable[[str], str]] = {
    "raw": str,
    "JSON": json.dumps,
    "JSON in UTF-8": lambda text: json.dumps(text, ensure_ascii=False),
    "JSON within JSON": lambda text: json.dumps(json.dumps({"value": text})),
    "repr": repr,
    "URL": lambda text: urllib.parse.quote(text, safe=""),
    "path of a URL": urllib.parse.quote,
    "form": lambda text: urllib.parse.urlencode({"value": text}),
    "URL of escapes only": lambda text: "".join(f"%{byte:02X}" for byte in text.encode()),
    "escaped bytes": lambda text: "".join(f"\\x{byte:02x}" for byte in text.encode()),
    "hex dump": lambda text: text.encode().hex(" "),
    "hex": lambda text: text.encode().hex(),
    "HEX": lambda text: text.encode().hex().upper(),
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64 for URLs": lambda text: base64.urlsafe_b64encode(text.encode()).decode(),
    "basic authentication": lambda text: base64.b64encode(b"user:" + text.encode()).decode(),
    "base64 of an object": lambda text: base64.b64encode(b'{"a":"' + text.encode() + b'"}').decode(),
}
# Letters, digits and marks that every encoding writes differently; few enough to meet each other often.
TEXT = st.text(st.sampled_from('abcXYZ019*.-+/=%&"\\ \n\t…é秘🔑[]'), min_size=4, max_size=40)


def runs(text: str, length: int = 4) -> set[str]:
    """Every run of consecutive characters of one length."""
    return {text[start : start + length] for start in range(len(text) - length + 1)}


@given(value=TEXT, before=st.text(max_size=20), after=st.text(max_size=20))
def test_no_run_of_a_value_is_left_in_a_text(value: str, before: str, after: str) -> None:
    assert not runs(value) & runs(redact(f"{before}{value}{after}", [value]))


@given(value=TEXT, start=st.integers(0, 39), length=st.integers(4, 40), around=st.text(max_size=10))
def test_no_piece_of_a_value_is_left_in_a_text(value: str, start: int, length: int, around: str) -> None:
    piece = value[start : start + length]
    assert not runs(value) & runs(redact(f"{around}{piece}{around}{piece[::-1]}", [value]))


@given(values=st.lists(TEXT, min_size=1, max_size=4), order=st.permutations(range(4)))
def test_several_values_are_all_hidden_also_where_they_touch(values: list[str], order: list[int]) -> None:
    text = "".join(values[index % len(values)] for index in order)
    left = runs(redact(text, values))
    assert not any(runs(value) & left for value in values)


@pytest.mark.parametrize("name", ENCODINGS)
@given(value=TEXT)
def test_no_run_of_an_encoded_value_is_left(name: str, value: str) -> None:
    encode = ENCODINGS[name]
    left = redact(f"the server said: {encode(value)}.", [value])
    for size in range(4, len(value) + 1):  # every stretch of the value that the text could still tell
        for start in range(len(value) - size + 1):
            stretch = ENCODINGS["raw" if "base64" in name or "basic" in name else name](value[start : start + size])
            core = stretch.strip("\"'") if name not in {"form", "JSON within JSON"} else stretch
            assert not (len(core) >= 4 and core in left), (core, left)


@given(before=st.binary(max_size=6), after=st.binary(max_size=6), start=st.integers(0, 20))
def test_four_characters_of_a_value_are_found_wherever_base64_has_them(before: bytes, after: bytes, start: int) -> None:
    value = "a1B2-c3D4_e5F6.g7H8/i9J0"
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        text = encode(before + value[start : start + 4].encode() + after).decode()
        assert MASK in redact(text, [value]), text


@pytest.mark.parametrize("name", ENCODINGS)
def test_a_random_value_is_gone_whole_whatever_encoded_it(name: str) -> None:
    value = secrets.token_urlsafe(40)
    left = redact(f"<{ENCODINGS[name](value)}>", [value])
    assert left.count(MASK) >= 1
    assert len(left) < 40, "most of the text was the value, so little may be left"


def test_what_is_no_value_stays_as_it_is() -> None:
    text = "stored: secrets-manager:production/candlefish/jwt/secret (version 3), read back and compared"
    assert redact(text, [secrets.token_hex(32)]) == text


@pytest.mark.parametrize("length", [4, 5])
def test_a_word_that_meets_base64_of_a_value_by_chance_stays(length: int) -> None:
    # Small letters: nothing of it reads like its base64; and none that "_" completes after five characters of that.
    value = secrets.token_hex(24).translate(str.maketrans("37c", "48d"))
    text = f"MON{base64.b64encode(value.encode()).decode()[8 : 8 + length]}_CONNECTION"
    assert redact(text, [value]) == text


def test_a_public_word_stays_whole_though_a_value_shares_characters_with_it() -> None:
    value = f"{secrets.token_hex(8)}GODB{secrets.token_hex(8)}"
    redactor = Redactor()
    redactor.keep(["MONGODB_CONNECTION", "production/candlefish/mongodb/connection"])
    redactor.learn(value)
    assert redactor.redact(f"MONGODB_CONNECTION: {value}") == f"MONGODB_CONNECTION: {MASK}"
    assert redactor.redact("MONGODB_CLUSTER") == f"MON{MASK}_CLUSTER", "nobody said that this one is public"


def test_a_value_that_holds_a_public_word_is_hidden_with_it() -> None:
    value = f"{secrets.token_hex(8)}MONGODB_CONNECTION{secrets.token_hex(8)}"
    redactor = Redactor()
    redactor.keep(["MONGODB_CONNECTION"])
    redactor.learn(value)
    assert redactor.redact(f"stored {value}") == f"stored {MASK}"


def test_a_redactor_goes_on_knowing_what_it_learned() -> None:
    first, second = secrets.token_urlsafe(20), secrets.token_urlsafe(20)
    redactor = Redactor()
    redactor.learn(first)
    assert redactor.redact(f"{first} {second}") == f"{MASK} {second}"
    redactor.learn(second)
    assert redactor.redact(f"{first} {second}") == f"{MASK} {MASK}"


@given(value=st.text(min_size=4))
def test_a_mask_tells_nothing_of_the_value(value: str) -> None:
    assert mask(value) == mask("something else")
    assert not runs(value) & runs(mask(value))


def test_a_large_value_is_redacted_from_a_line_in_time() -> None:
    value = secrets.token_urlsafe(48 * 1024)[: 64 * 1024]
    redactor = Redactor()
    redactor.learn(value)
    assert redactor.redact(f"{value[1000:1100]} at the end") == f"{MASK} at the end"
