"""The deployer's managed policies: as many as IAM's limits make necessary, always the same for the same place."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from strongroom.deployer.table import BOUNDS, TYPES, actions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from strongroom.deployer.model import Bound, Condition, Place

LONGEST = 6_144  # characters of a managed policy, white space not counted
MOST = 10  # managed policies of a role, as IAM's default quota has it
Statement = dict[str, Any]


class TooLargeError(Exception):
    """The permissions don't fit into the policies of one role."""


def statements(place: Place, types: Iterable[str] = TYPES) -> Iterator[Statement]:
    """Each bound, with those of its actions that resources of these types need."""
    needed = actions(types)
    for bound in BOUNDS:
        kept = sorted(needed.intersection(bound.actions))
        if kept and not _of_no_second_region(bound, place) and not _of_no_entry(bound, place):
            yield filled(bound, kept, place)


def documents(place: Place, types: Iterable[str] = TYPES) -> list[str]:
    """The policies' documents, each within IAM's length. Raises TooLargeError."""
    pages: list[list[Statement]] = [[]]
    for statement in statements(place, types):
        if len(_text([*pages[-1], statement])) > LONGEST:
            pages.append([])
        pages[-1].append(statement)
    found = [_text(page) for page in pages]
    if len(found) > MOST or any(len(text) > LONGEST for text in found):
        raise TooLargeError(f"{len(found)} policies, the longest of {max(map(len, found))} characters")
    return found


def filled(bound: Bound, kept: list[str], place: Place) -> Statement:
    """A statement that allows some of a bound's actions in this place."""
    resources = [one for pattern in bound.resources for one in place.fill(pattern)]
    made: Statement = {"Sid": bound.sid, "Effect": "Allow", "Action": kept, "Resource": resources}
    return {**made, "Condition": _filled(bound.conditions, place)} if bound.conditions else made


def _filled(conditions: Condition, place: Place) -> Condition:
    def fill(value: str | list[str]) -> str | list[str]:
        if isinstance(value, list):
            return [one for each in value for one in place.fill(each)]
        return next(place.fill(value))

    return {operator: {key: fill(value) for key, value in keys.items()} for operator, keys in conditions.items()}


def _of_no_second_region(bound: Bound, place: Place) -> bool:
    return "{second_region}" in str(bound.conditions) and not place.second_region


def _of_no_entry(bound: Bound, place: Place) -> bool:
    return any("{written}" in pattern for pattern in bound.resources) and not place.written


def _text(page: Iterable[Statement]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(page)}, separators=(",", ":"))
