"""IAM policy documents, statement by statement.

Source: IAM user guide, "JSON policy element reference".
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from policy.values import Value


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One statement: every element that may be one text or a list is a tuple here."""

    where: Value
    number: int
    sid: str
    allows: bool
    actions: tuple[str, ...]
    not_actions: tuple[str, ...]
    resources: tuple[str, ...]
    principals: Mapping[str, tuple[str, ...]]
    not_principals: bool
    conditions: Mapping[str, Mapping[str, tuple[str, ...]]]

    @property
    def name(self) -> str:
        """How a message calls it: by its Sid, or by its place from 1."""
        return f"statement {self.sid}" if self.sid else f"statement {self.number}"

    def grants(self, action: str) -> bool:
        """Whether it allows this action (`kms:Decrypt`), by name or by a pattern."""
        return self.allows and any(fnmatchcase(action.lower(), pattern.lower()) for pattern in self.actions)

    @property
    def for_everyone(self) -> bool:
        """Whether any AWS principal is meant."""
        return "*" in self.principals.get("AWS", ()) or "*" in self.principals.get("*", ())

    def condition(self, *keys: str) -> tuple[str, ...]:
        """All values that conditions on these keys (in any letter case) ask for."""
        wanted = {key.lower() for key in keys}
        return tuple(
            value
            for operands in self.conditions.values()
            for key, values in operands.items()
            if key.lower() in wanted
            for value in values
        )


def statements(document: Value) -> Sequence[Statement]:
    """The statements of a policy, given as text or as a structure; none where it is no policy.

    Raises `UndeterminedError` where the document is not known yet.
    """
    return tuple(_statements(document))


def _statements(document: Value) -> Iterator[Statement]:
    content = document.plain()
    if isinstance(content, str):
        content = _parsed(content)
    found = content.get("Statement", content.get("statements")) if isinstance(content, dict) else None
    for number, statement in enumerate(found if isinstance(found, list) else [found], start=1):
        if isinstance(statement, dict):
            yield _statement(document, number, statement)


@lru_cache(maxsize=1024)
def _parsed(text: str) -> Any:
    """A document as text; None where it is none. Many resources share one, so it is read once: don't change it."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _statement(where: Value, number: int, statement: dict[str, Any]) -> Statement:
    return Statement(
        where=where,
        number=number,
        sid=str(statement.get("Sid", "")),
        allows=statement.get("Effect") == "Allow",
        actions=_texts(statement.get("Action")),
        not_actions=_texts(statement.get("NotAction")),
        resources=_texts(statement.get("Resource")),
        principals=_principals(statement.get("Principal")),
        not_principals="NotPrincipal" in statement,
        conditions={
            str(operator): {str(key): _texts(value) for key, value in operands.items()}
            for operator, operands in _mapping(statement.get("Condition")).items()
            if isinstance(operands, dict)
        },
    )


def _principals(principal: object) -> Mapping[str, tuple[str, ...]]:
    if isinstance(principal, str):
        return {"AWS": (principal,)}
    return {str(kind): _texts(value) for kind, value in _mapping(principal).items()}


def _mapping(value: object) -> dict[Any, Any]:
    return value if isinstance(value, dict) else {}


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(str(item) for item in value)
    return () if value is None else (str(value),)
