"""One format of a credential, and the two ways to write one down."""

from __future__ import annotations

import re
from dataclasses import dataclass

W = "[A-Za-z0-9]"
U = "[A-Za-z0-9_-]"
MIXED = "(?=[^A-Z]{0,40}[A-Z])(?=[^0-9]{0,40}[0-9])"  # a capital and a digit: no word


@dataclass(frozen=True)
class Format:
    """One kind of credential. Its group `secret`, or the whole match, is what has to be hidden.

    `hint` is a piece of text without which the pattern can't match, so that it costs little.
    """

    kind: str
    hint: str
    pattern: re.Pattern[str]


def token(kind: str, hint: str, rest: str) -> Format:
    """A token that starts with `hint` and stands alone: no letter, digit or underscore before or after it."""
    return Format(kind, hint, re.compile(rf"(?<![A-Za-z0-9_]){re.escape(hint)}(?:{rest})(?![A-Za-z0-9_])"))


def shape(kind: str, hint: str, pattern: str) -> Format:
    """Any other form, which has the hint in it."""
    return Format(kind, hint, re.compile(pattern))
