"""At a terminal nothing that is typed is shown, nothing is cut silently, and questions are asked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.canary import canary
from tests.cli.keyboard import Keyboard, at_terminal

if TYPE_CHECKING:
    from tests.cli.conftest import Command

pytestmark = pytest.mark.real

KEY = "shop/payment/api_key"
PROMPT = "PAYMENT_API_KEY (hidden): "


def typed(keyboard: Keyboard, prompt: str, text: str | bytes) -> None:
    """Answer a hidden prompt."""
    keyboard.see(prompt)
    keyboard.wait_until_silent()
    keyboard.type(text)


def test_a_typed_value_is_stored_and_never_shown(rooms: Command) -> None:
    mine = "ü " + canary() + " "
    with at_terminal(rooms.environment, "put", KEY) as keyboard:
        typed(keyboard, PROMPT, f"{mine}\n")
        assert keyboard.end() == 0
        assert b"read back and compared" in keyboard.screen
        assert mine.strip().encode()[4:8] not in keyboard.screen
    assert rooms("get", KEY, "--reveal").out == mine.encode()


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("yes\n", 0), ("n\n", 1), ("\n", 1), ("nonsense\n", 1)])
def test_a_present_value_is_overwritten_only_on_yes(rooms: Command, answer: str, code: int) -> None:
    first, second = canary(), canary()
    rooms("put", KEY, stdin=first.encode())
    with at_terminal(rooms.environment, "put", KEY) as keyboard:
        typed(keyboard, PROMPT, f"{second}\n")
        keyboard.see("Overwrite it only with a value that you validated for local.")
        keyboard.see("Overwrite it? [y/N] ")
        assert keyboard.echoes(), "an answer is no secret"
        keyboard.type(answer)
        assert keyboard.end() == code
    expected = second if code == 0 else first
    assert rooms("get", KEY, "--reveal").out == expected.encode()


def test_a_paste_of_several_lines_is_refused_whole(rooms: Command) -> None:
    key = "-----BEGIN-----\n" + canary(80) + "\n-----END-----\n"
    with at_terminal(rooms.environment, "put", KEY) as keyboard:
        typed(keyboard, PROMPT, key)
        assert keyboard.end() == 1
        assert b"more than one line was pasted; give a value of several lines with --file" in keyboard.screen
        assert key.splitlines()[1].encode()[:8] not in keyboard.screen
    assert rooms("get", KEY).code == 3, "nothing was stored"


def test_a_line_that_the_terminal_would_cut_is_refused(rooms: Command) -> None:
    with at_terminal(rooms.environment, "put", KEY) as keyboard:
        typed(keyboard, PROMPT, "x" * 5000)
        keyboard.type("\n")
        assert keyboard.end() == 1
        assert b"the terminal cuts a line at 4096 bytes" in keyboard.screen


def test_nothing_typed_is_refused(rooms: Command) -> None:
    with at_terminal(rooms.environment, "put", KEY) as keyboard:
        typed(keyboard, PROMPT, "\n")
        assert keyboard.end() == 1
        assert b"the value is empty" in keyboard.screen


@pytest.mark.parametrize("key", ["\x03", "\x04"], ids=["Ctrl-C", "Ctrl-D"])
def test_an_abort_changes_nothing_and_leaves_the_terminal_as_it_was(rooms: Command, key: str) -> None:
    with at_terminal(rooms.environment, "put", KEY) as keyboard:
        typed(keyboard, PROMPT, key)
        assert keyboard.end() in {1, 130}
        assert keyboard.echoes()
    assert rooms("get", KEY).code == 3


def test_the_fields_of_an_object_are_asked_for_one_by_one(rooms: Command) -> None:
    mine = {"username": canary(16), "password": canary(16)}
    with at_terminal(rooms.environment, "put", "MAIL_LOGIN") as keyboard:
        for name, text in mine.items():
            typed(keyboard, f"{name} (hidden): ", f"{text}\n")
        assert keyboard.end() == 0
    assert json.loads(rooms("get", "MAIL_LOGIN", "--reveal").out) == mine


def test_what_is_no_text_is_refused_and_the_terminal_is_as_it_was(rooms: Command) -> None:
    with at_terminal(rooms.environment, "put", KEY) as keyboard:
        typed(keyboard, PROMPT, b"\xff\xfe\n")
        assert keyboard.end() == 1
        assert b"what was typed is not text in UTF-8; give it with --file" in keyboard.screen
        assert keyboard.echoes()
