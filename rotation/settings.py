"""What is particular to one secret: its tag `RotationSettings`, space-separated `key=value` pairs, all optional.

    format=base64          base64 (default of generated values), base64url, hex, alphanumeric (default of passwords)
    length=64              characters; 64 of base64 are worth 48 random bytes (requirement 3.2)
    alphabet=abc...        instead of a format: every character that may occur; each is equally likely
    grace-hours=24         how long the old credential stays valid after the new one is current
    days=90                how often the value has to change, for strategy manual, which has no schedule of its own
    alternating=true       two database users take turns (postgres)
    superuser=<environment>/<path>    name of the Secrets Manager entry that may change the credential

A tag's value has at most 256 characters, of letters, digits, space and `+ - = . _ : / @`.
https://docs.aws.amazon.com/secretsmanager/latest/userguide/managing-secrets_tagging.html
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from rotation.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

TAG = "RotationSettings"
FORMATS = ("base64", "base64url", "hex", "alphanumeric")
MAX_LENGTH = 4096
MIN_ALPHABET = 2


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The settings of one secret; None means: as the strategy has it."""

    format: str | None = None
    length: int | None = None
    alphabet: str | None = None
    grace_hours: int = 24
    days: int | None = None
    alternating: bool = False
    superuser: str | None = None

    @property
    def grace(self) -> timedelta:
        """How long an old credential stays valid."""
        return timedelta(hours=self.grace_hours)


def of(tags: Mapping[str, str]) -> Settings:
    """The settings that a secret's tags hold; raises SettingsError with every problem."""
    return parse(tags.get(TAG, ""))


def parse(text: str) -> Settings:
    """Read the tag; raises SettingsError with every problem."""
    found: dict[str, object] = {}
    problems: list[str] = []
    for pair in text.split():
        key, equals, value = pair.partition("=")
        if not equals or key not in _READERS:
            problems.append(f'"{key}" is no setting (use {", ".join(_READERS)})')
        elif key.replace("-", "_") in found:
            problems.append(f"{key} is given twice")
        else:
            try:
                found[key.replace("-", "_")] = _READERS[key](value)
            except ValueError as error:
                problems.append(f"{key} {error}")
    if found.get("format") and found.get("alphabet"):
        problems.append("format and alphabet exclude each other")
    if problems:
        raise SettingsError(f"tag {TAG}: {', '.join(problems)}", way_out="correct the catalogue's entry and apply it")
    return Settings(**found)  # type: ignore[arg-type]  # each reader gives its field's type


def render(settings: Settings) -> str:
    """The inverse of `parse`: what stands as its default is left out."""
    pairs = []
    for key in _READERS:
        field = key.replace("-", "_")
        value = getattr(settings, field)
        if value != getattr(Settings(), field):
            pairs.append(f"{key}={str(value).lower() if isinstance(value, bool) else value}")
    return " ".join(pairs)


def _number(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
            raise ValueError(f"is no number from {least} to {most}")
        return int(text)

    return read


def _format(text: str) -> str:
    if text not in FORMATS:
        raise ValueError(f"is none of {', '.join(FORMATS)}")
    return text


def _alphabet(text: str) -> str:
    if len(set(text)) < MIN_ALPHABET or len(set(text)) != len(text):
        raise ValueError("needs at least two characters, each once")
    return text


def _flag(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError("is neither true nor false")
    return text == "true"


def _name(text: str) -> str:
    if not text:
        raise ValueError("is empty")
    return text


_READERS: dict[str, Callable[[str], object]] = {
    "format": _format,
    "length": _number(16, MAX_LENGTH),
    "alphabet": _alphabet,
    "grace-hours": _number(0, 24 * 90),
    "days": _number(1, 3650),
    "alternating": _flag,
    "superuser": _name,
}
