"""What came of asking somebody about a value."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Neither field: the check passed. `unchecked`: nobody could be asked, so a person has to look. Never a value."""

    refusal: str | None = None
    unchecked: str | None = None


PASSED = Answer()


def first(answers: list[Answer]) -> Answer:
    """Of several answers the refusal, else what stays unchecked, else that all is well."""
    refused = next((answer for answer in answers if answer.refusal), None)
    return refused or next((answer for answer in answers if answer.unchecked), PASSED)
