"""The shortest way to say what a property has to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policy.rule import Finding

if TYPE_CHECKING:
    from policy.rule import Results
    from policy.values import Value


def on(value: Value, otherwise: str) -> Results:
    """It is true."""
    if value.flag() is not True:
        yield Finding(value, otherwise)


def not_off(value: Value, otherwise: str) -> Results:
    """It is not false; absent is all right."""
    if value.flag() is False:
        yield Finding(value, otherwise)


def off(value: Value, otherwise: str) -> Results:
    """It is false or absent."""
    if value.flag() is True:
        yield Finding(value, otherwise)


def given(value: Value, otherwise: str) -> Results:
    """It is there."""
    if not value:
        yield Finding(value, otherwise)


def at_least(value: Value, lowest: float, otherwise: str) -> Results:
    """It is a number, and not below that one."""
    number = value.number()
    if number is None or number < lowest:
        yield Finding(value, otherwise)
