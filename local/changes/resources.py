"""Two plans compared, resource by resource and leaf by leaf, as the providers would take it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any

from local.changes import words
from local.providers import packages
from local.providers.differ import Rules, differences

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from local.changes.plan import Plan, Planned
    from local.providers.resource import ResourceType

_KINDS = {"c44067f5952c0a294b673a41bacd8c17": "file", "0def7320c3a5731c473e5ecbe6d01bc7": "archive"}
_KIND = "4dabf18193072939515e22adb298388d"  # the engine's key for what a value is
_DIGITS = 12  # of a hash
_STEP = re.compile(r'\["(?P<quoted>[^"]+)"\]|\[(?P<index>\d+)\]|(?P<name>[^.\[\]]+)')


class Step(Enum):
    """What an update would do. The values are in the order in which people want to read them."""

    DELETE = "delete"
    REPLACE = "replace"
    UPDATE = "change"
    CREATE = "create"


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """One changed property, and how it changes, in lines that hold no secret."""

    path: str
    said: tuple[str, ...]
    replaces: bool


@dataclass(frozen=True, kw_only=True)
class Resource:
    """One resource that an update would touch. `refused`: it is protected, so the update would stop there."""

    step: Step
    type: str
    name: str
    urn: str
    leaves: tuple[Leaf, ...] = ()
    refused: bool = False


def compare(base: Plan, head: Plan) -> Sequence[Resource]:
    """What leads from one plan to the other, deletions first."""
    found = [*_gone(base, head), *_there(base, head)]
    order = list(Step)
    return sorted(found, key=lambda one: (order.index(one.step), one.type, one.name))


def _gone(base: Plan, head: Plan) -> Iterator[Resource]:
    for urn, planned in base.resources.items():
        if urn not in head.resources:
            yield _resource(Step.DELETE, planned, refused=planned.protected)


def _there(base: Plan, head: Plan) -> Iterator[Resource]:
    for urn, planned in head.resources.items():
        before = base.resources.get(urn)
        if before is None:
            yield _resource(Step.CREATE, planned)
        elif leaves := tuple(_leaves(before, planned)):
            replaced = any(leaf.replaces for leaf in leaves)
            step = Step.REPLACE if replaced else Step.UPDATE
            yield _resource(step, planned, leaves=leaves, refused=replaced and before.protected)


def _resource(step: Step, planned: Planned, *, leaves: tuple[Leaf, ...] = (), refused: bool = False) -> Resource:
    return Resource(step=step, type=planned.type, name=planned.name, urn=planned.urn, leaves=leaves, refused=refused)


def _leaves(before: Planned, after: Planned) -> Iterator[Leaf]:
    row = _row(after.type)
    naming = row.naming if row else None
    old, new = ({key: _by_content(value) for key, value in one.inputs.items()} for one in (before, after))
    for one in differences(old_inputs=old, old_outputs=old, inputs=new, rules=row.rules if row else Rules()):
        was, will = _at(old, one.path), _at(new, one.path)
        # A name that the engine made up ends differently in every plan from nothing; a real update keeps it.
        if not (naming and naming.is_made(after.name, was) and naming.is_made(after.name, will)):
            yield Leaf(path=one.path, said=words.of(was, will, one.path), replaces=one.replaces)


def _by_content(value: Any) -> Any:
    """A value with files and archives by their content: where they lie on this machine tells nobody anything."""
    if isinstance(value, list):
        return [_by_content(one) for one in value]
    if not isinstance(value, dict):
        return value
    if kind := _KINDS.get(str(value.get(_KIND))):
        return f"{kind} {str(value.get('hash'))[:_DIGITS]}"
    return {key: _by_content(one) for key, one in value.items()}


@cache
def _row(token: str) -> ResourceType[Any] | None:
    package = packages().get(token.partition(":")[0])
    if package is None:
        return None
    return package.types.get(token) or (package.otherwise(token) if package.otherwise else None)


def _at(properties: Mapping[str, Any], path: str) -> Any:
    """What stands at a path of the engine's; None where there is nothing."""
    value: Any = properties
    for step in _STEP.finditer(path):
        if step["index"] is not None:
            value = value[int(step["index"])] if isinstance(value, list) and int(step["index"]) < len(value) else None
        else:
            value = value.get(step["quoted"] or step["name"]) if isinstance(value, dict) else None
    return value
