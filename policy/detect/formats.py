"""Formats that give a credential away by themselves, whatever it is called.

Sources: the issuers' own documentation of their prefixes (GitHub, GitLab, Slack, Stripe, AWS, Google, npm, PyPI,
HashiCorp, Pulumi, and so on). A pattern is anchored on what the issuer fixed, so that it costs little and errs little.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Format:
    """One kind of credential. Its group `secret`, or the whole match, is what has to be hidden."""

    kind: str
    pattern: re.Pattern[str]


def _format(kind: str, pattern: str, flags: int = 0) -> Format:
    return Format(kind, re.compile(pattern, flags))


def _token(kind: str, pattern: str) -> Format:
    """A token that stands alone: no letter, digit or underscore directly before or after it."""
    return _format(kind, rf"(?<![A-Za-z0-9_])(?:{pattern})(?![A-Za-z0-9_])")


FORMATS = (
    _format("private key", r"-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----"),
    _token("AWS access key", r"(?:AKIA|ASIA)[A-Z2-7]{16}"),
    _token("GitHub token", r"gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}"),
    _token("JSON web token", r"eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{16,}"),
    _format("address with a password", r"[a-z][a-z0-9+.-]{1,20}://[^\s/:@'\"]*:(?P<secret>[^\s/@'\"]{3,})@"),
)


@dataclass(frozen=True)
class Detection:
    """A credential in a text: its kind and where it stands. Never its value."""

    kind: str
    start: int
    length: int

    def __str__(self) -> str:
        return f"{self.kind}, {self.length} characters at position {self.start}"


def known(text: str) -> Iterator[Detection]:
    """Every credential in a text that its format gives away."""
    for form in FORMATS:
        for match in form.pattern.finditer(text):
            start, end = match.span("secret" if "secret" in form.pattern.groupindex else 0)
            yield Detection(form.kind, start, end - start)
