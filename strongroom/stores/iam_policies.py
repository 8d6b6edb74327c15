"""What IAM policies say about one action on one resource, as far as a policy alone can say it.

An Allow counts where no Deny without a condition stands against it. Permission boundaries, service control policies and
session policies can only take away further: what is found here is the most that there can be.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


@dataclass(frozen=True, kw_only=True)
class Grant:
    """A statement that allows: in which policy, to whom where the policy says it itself, and under what conditions."""

    policy: str
    conditions: tuple[str, ...] = ()
    principals: tuple[str, ...] = ()


def document(given: Any) -> Mapping[str, Any]:
    """A policy's document, however it was handed over."""
    if isinstance(given, str):
        given = json.loads(unquote(given))
    return given if isinstance(given, dict) else {}


def grants(policies: Iterable[tuple[str, Mapping[str, Any]]], action: str, resource: str) -> list[Grant]:
    """Every statement of some policies (by name) that allows; none where one of them denies without a condition."""
    found: list[Grant] = []
    for name, policy in policies:
        for statement in statements(policy):
            if not _covers(statement, action, resource):
                continue
            conditions = _conditions(statement)
            if statement.get("Effect") == "Deny":
                if not conditions:
                    return []
                continue
            found.append(Grant(policy=name, conditions=conditions, principals=tuple(_principals(statement))))
    return found


def statements(policy: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The statements of a policy: one may stand without a list."""
    given = policy.get("Statement", [])
    return given if isinstance(given, list) else [given]


def _covers(statement: Mapping[str, Any], action: str, resource: str) -> bool:
    if "Action" in statement:
        acts = any(fnmatchcase(action.lower(), each.lower()) for each in _list(statement["Action"]))
    else:
        acts = not any(fnmatchcase(action.lower(), each.lower()) for each in _list(statement.get("NotAction", "*")))
    if "NotResource" in statement:
        return acts and not any(fnmatchcase(resource, each) for each in _list(statement["NotResource"]))
    return acts and any(fnmatchcase(resource, each) for each in _list(statement.get("Resource", "*")))


def _conditions(statement: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(
        f"{key} {operator} {', '.join(map(str, _list(value)))}"
        for operator, keys in (statement.get("Condition") or {}).items()
        for key, value in keys.items()
    )


def _principals(statement: Mapping[str, Any]) -> Iterator[str]:
    given = statement.get("Principal", {})
    if isinstance(given, dict):
        for each in given.values():
            yield from map(str, _list(each))
    else:
        yield str(given)


def _list(given: Any) -> list[Any]:
    return given if isinstance(given, list) else [given]
